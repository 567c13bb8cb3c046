import assert from 'node:assert/strict';
import { CATALOG, TEMPLATE_NAMES } from '../../src/messages/catalog.ts';

describe('the catalogue', () => {
  it('puts the business name into every text and an offer into marketing only', () => {
    for (const name of TEMPLATE_NAMES) {
      const { mustUse, mayUse, class: messageClass } = CATALOG[name];
      assert.ok(mustUse.includes('business_name'), name);
      const hasOffer = [...mustUse, ...mayUse].some((variable) => variable.startsWith('offer_'));
      assert.equal(hasOffer, messageClass === 'marketing', name);
    }
  });
});
