import assert from 'node:assert/strict';
import { CATALOG, chooseLocale, languageOf, TEMPLATE_NAMES } from '../../src/messages/catalog.ts';

describe('chooseLocale', () => {
  it('takes the first locale whose language we have', () => {
    assert.equal(chooseLocale(['fr-CA', 'en-GB', 'en-US']), 'en-GB');
    assert.equal(chooseLocale(['en']), 'en');
    assert.equal(chooseLocale(['EN_gb']), 'en-GB');
  });

  it('is American English when there is none', () => {
    assert.equal(chooseLocale([]), 'en-US');
    assert.equal(chooseLocale(['fr', 'eng', '', 'null', '!']), 'en-US');
  });

  it('keeps language and region only', () => {
    assert.equal(chooseLocale(['en-Latn-GB-u-nu-arab']), 'en-GB');
    assert.equal(chooseLocale(['en-u-ca-buddhist']), 'en');
  });

  it('gives a locale that has a language and that Intl accepts', () => {
    for (const locale of ['en', 'en-GB', 'en-ZZ'].map((wanted) => chooseLocale([wanted]))) {
      assert.equal(languageOf(locale), 'en');
      assert.deepEqual(Intl.getCanonicalLocales(locale), [locale]);
    }
  });
});

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
