import { randomUUID } from 'node:crypto';
import { createGenericSource } from '../../../src/webhooks/sources/generic/source.ts';
import type { SourceContract } from '../source-contract.ts';
import { failedEvent, recoupSignature } from './events.ts';

/** What every source must keep, as generic keeps it. */
export const genericContract: SourceContract = {
  name: 'generic',
  create: (secrets) => createGenericSource({ secrets }),
  secrets: ['shared-1', 'shared-2'],
  sign: ({ body, secret, atS }) => ({ 'recoup-signature': recoupSignature(body, secret, atS) }),
  forgeries: {
    'no signature': {},
    'an empty signature': { 'recoup-signature': '' },
    'a signature that is none': { 'recoup-signature': 'nonsense' },
    "Stripe's header": { 'stripe-signature': `t=1795435210,v1=${'0'.repeat(64)}` },
  },
  aDebt: () => {
    const debtId = `inv_${randomUUID()}`;
    const created = 1_795_435_000;
    return {
      debtId,
      failed: (id) => failedEvent({ event: { id }, debt: { id: debtId } }),
      paid: (id) => JSON.stringify({ id, type: 'payment.succeeded', created, debt: { id: debtId } }),
    };
  },
  irrelevant: (id) => JSON.stringify({ id, type: 'invoice.drafted' }),
  unparsable: (id) => failedEvent({ event: { id }, debt: { amount_due: '19.99' } }),
  otherMode: (id) => failedEvent({ event: { id, test: true } }),
  toleranceS: 300,
  signsBody: true,
};
