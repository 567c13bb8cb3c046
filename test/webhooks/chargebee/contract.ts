import { randomUUID } from 'node:crypto';
import { createChargebeeSource } from '../../../src/webhooks/sources/chargebee/source.ts';
import { basicLogin } from '../../simulators/chargebee/chargebee-simulator.ts';
import type { SourceContract } from '../source-contract.ts';
import { changed } from './fixtures.ts';

const USERNAME = 'recoup';

/** What every source must keep, as Chargebee keeps it. */
export const chargebeeContract: SourceContract = {
  name: 'chargebee',
  create: (passwords) => createChargebeeSource({ username: USERNAME, passwords }),
  secrets: ['first of the two', 'second:of the two'],
  sign: ({ secret }) => ({ authorization: basicLogin(USERNAME, secret) }),
  forgeries: {
    'no login': {},
    'an empty login': { authorization: '' },
    'a login that is none': { authorization: 'Basic' },
    'a login that cannot be read': { authorization: 'Basic ~~~' },
    'another way to log in': { authorization: 'Bearer Zmlyc3Qgb2YgdGhlIHR3bw==' },
    'a name without its password': { authorization: basicLogin(USERNAME, '') },
    "another name's login": { authorization: basicLogin('admin', 'first of the two') },
    'the password alone': { authorization: basicLogin('', 'first of the two') },
  },
  aDebt: () => {
    const debtId = `DEMO-${randomUUID()}`;
    const body = (name: string, id: string) =>
      JSON.stringify(changed(name, { event: { id }, invoice: { id: debtId } }));
    return {
      debtId,
      failed: (eventId) => body('payment_failed', eventId),
      paid: (eventId) => body('payment_succeeded', eventId),
    };
  },
  irrelevant: (id) => JSON.stringify({ id, event_type: 'customer_created', content: {} }),
  unparsable: (id) =>
    JSON.stringify(changed('payment_failed', { event: { id }, invoice: { amount_due: '49.00' } })),
  otherMode: null,
  toleranceS: null,
  signsBody: false,
};
