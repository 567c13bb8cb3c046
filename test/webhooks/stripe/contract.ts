import { randomUUID } from 'node:crypto';
import { createStripeSource } from '../../../src/webhooks/sources/stripe/source.ts';
import { stripeSignature } from '../../simulators/stripe/signature.ts';
import type { SourceContract } from '../source-contract.ts';
import { changed } from './fixtures.ts';

const FAILED = 'invoice.payment_failed.endive';

/** What every source must keep, as Stripe keeps it. */
export const stripeContract: SourceContract = {
  name: 'stripe',
  create: (secrets) => createStripeSource({ secrets, mode: 'test' }),
  secrets: ['whsec_first', 'whsec_second'],
  sign: ({ body, secret, atS }) => ({ 'stripe-signature': stripeSignature(body, [secret], atS) }),
  forgeries: {
    'no signature': {},
    'an empty signature': { 'stripe-signature': '' },
    'a signature that is none': { 'stripe-signature': 'nonsense' },
    'a signature of version 0 alone': { 'stripe-signature': `t=1795435210,v0=${'0'.repeat(64)}` },
  },
  aDebt: () => {
    const debtId = `in_${randomUUID()}`;
    const body = (name: string, id: string) =>
      JSON.stringify(changed(name, { event: { id }, invoice: { id: debtId } }));
    return {
      debtId,
      failed: (eventId) => body(FAILED, eventId),
      paid: (eventId) => body('invoice.paid.endive', eventId),
    };
  },
  irrelevant: (id) => JSON.stringify({ id, type: 'customer.created' }),
  unparsable: (id) =>
    JSON.stringify(changed(FAILED, { event: { id }, invoice: { amount_remaining: 'a lot' } })),
  otherMode: (id) => JSON.stringify(changed(FAILED, { event: { id, livemode: true } })),
  toleranceS: 300,
  signsBody: true,
};
