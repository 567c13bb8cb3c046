import { randomUUID } from 'node:crypto';
import { createPaddleSource } from '../../../src/webhooks/sources/paddle/source.ts';
import { paddleSignature } from '../../simulators/paddle/signature.ts';
import type { SourceContract } from '../source-contract.ts';
import { changed } from './fixtures.ts';

const FAILED = 'transaction.payment_failed';
const body = (name: string, event_id: string, data: Record<string, unknown> = {}) =>
  JSON.stringify(changed(name, { event: { event_id }, data }));

/** What every source must keep, as Paddle keeps it. */
export const paddleContract: SourceContract = {
  name: 'paddle',
  create: (secrets) => createPaddleSource({ secrets }),
  secrets: ['pdl_ntfset_first', 'pdl_ntfset_second'],
  sign: ({ body: signed, secret, atS }) => ({ 'paddle-signature': paddleSignature(signed, [secret], atS) }),
  forgeries: {
    'no signature': {},
    'an empty signature': { 'paddle-signature': '' },
    'a signature that is none': { 'paddle-signature': 'nonsense' },
    'a signature without a time': { 'paddle-signature': `h1=${'0'.repeat(64)}` },
    'a signature with two times': { 'paddle-signature': `ts=1795435210;ts=1795435211;h1=${'0'.repeat(64)}` },
  },
  aDebt: () => {
    const debtId = `txn_${randomUUID().replaceAll('-', '')}`;
    return {
      debtId,
      failed: (eventId) => body(FAILED, eventId, { id: debtId }),
      paid: (eventId) => body('transaction.completed', eventId, { id: debtId }),
    };
  },
  irrelevant: (event_id) => JSON.stringify({ event_id, event_type: 'product.updated', data: {} }),
  unparsable: (eventId) => body(FAILED, eventId, { currency_code: 'dollars' }),
  otherMode: null,
  toleranceS: 300,
  signsBody: true,
};
