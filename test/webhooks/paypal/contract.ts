import { randomUUID } from 'node:crypto';
import { createPaypalSource } from '../../../src/webhooks/sources/paypal/source.ts';
import { paypalHeaders } from '../../simulators/paypal/signature.ts';
import { NOW_S } from '../open-router.ts';
import type { SourceContract } from '../source-contract.ts';
import { CERT_URL, changed, knownCertificate } from './fixtures.ts';

const FAILED = 'BILLING.SUBSCRIPTION.PAYMENT.FAILED';
const genuine = paypalHeaders({
  body: 'another body',
  webhookId: '1JE4291016473214C',
  certUrl: CERT_URL,
  at: new Date(NOW_S * 1000),
});

/** What every source must keep, as PayPal keeps it. */
export const paypalContract: SourceContract = {
  name: 'paypal',
  create: (webhookIds) => createPaypalSource({ webhookIds, certificates: knownCertificate, mode: 'test' }),
  // What a webhook's id makes of a signature: PayPal's key is the same for everybody.
  secrets: ['1JE4291016473214C', '5DB56421NF882053N'],
  sign: ({ body, secret, atS }) =>
    paypalHeaders({ body, webhookId: secret, certUrl: CERT_URL, at: new Date(atS * 1000) }),
  forgeries: {
    'no signature': {},
    "another body's signature": genuine,
    'a signature that is none': { ...genuine, 'paypal-transmission-sig': 'nonsense' },
    'a time that is none': { ...genuine, 'paypal-transmission-time': 'now' },
    'another algorithm': { ...genuine, 'paypal-auth-algo': 'none' },
    "somebody else's certificate": { ...genuine, 'paypal-cert-url': 'https://forger.example/cert.pem' },
    'a header too few': Object.fromEntries(
      Object.entries(genuine).filter(([name]) => name !== 'paypal-transmission-id'),
    ),
  },
  aDebt: () => {
    const subscriptionId = `I-${randomUUID()}`;
    return {
      debtId: `${subscriptionId}:2026-11-23`,
      failed: (id) => JSON.stringify(changed(FAILED, { event: { id }, resource: { id: subscriptionId } })),
      paid: (id) =>
        JSON.stringify(
          changed('PAYMENT.SALE.COMPLETED', {
            event: { id },
            resource: { billing_agreement_id: subscriptionId },
          }),
        ),
    };
  },
  isLookedUp: true,
  irrelevant: (id) => JSON.stringify({ id, event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: {} }),
  unparsable: (id) => JSON.stringify(changed(FAILED, { event: { id }, resource: { id: 42 } })),
  otherMode: (id) =>
    JSON.stringify(
      changed(FAILED, {
        event: { id, links: [{ href: `https://api.paypal.com/v1/notifications/webhooks-events/${id}` }] },
      }),
    ),
  toleranceS: 4 * 86_400,
  signsBody: true,
};
