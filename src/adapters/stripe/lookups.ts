import { z } from 'zod';
import { withAccount } from '../../domain/ids.ts';
import { toEpochMs } from '../../domain/instant.ts';
import type { BillingLookups, NotificationRef } from '../../ports/billing.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { checkoutUrl } from './orders.ts';
import { createReader, inAccount, type StripeClientOptions, type StripeReader } from './client.ts';

/**
 * `GET /v1/invoice_payments` for a PaymentIntent, `GET /v1/events/{id}`, and the resource a thin event names.
 * @see https://docs.stripe.com/api/invoice-payment/list, read 2026-11-23
 */
export function createStripeLookups(options: StripeClientOptions): BillingLookups {
  const reader = createReader(options);
  return {
    invoiceOfPayment: (scoped) => invoiceOfPayment(reader, scoped),
    checkoutUrl: (scoped) => checkoutUrl(reader, scoped),
    readEvent: async (notification) => {
      const known = notification.snapshotId ? await readSnapshot(reader, notification) : null;
      return JSON.stringify(known ?? (await rebuiltEvent(reader, notification)));
    },
  };
}

const invoicePayments = z.object({
  data: z.array(
    z.object({
      invoice: z.union([z.string(), z.object({ id: z.string() }).transform((invoice) => invoice.id)]),
    }),
  ),
});

async function invoiceOfPayment({ stripe, read }: StripeReader, scoped: string): Promise<string | null> {
  const { id, account, options } = inAccount(scoped);
  const doing = `reading the invoice of payment ${scoped}`;
  const payment = { type: 'payment_intent', payment_intent: id } as const;
  const answer = await read({
    doing,
    schema: invoicePayments,
    ask: () => stripe.invoicePayments.list({ payment, limit: 1 }, options),
  });
  // Only an empty list says "none": taken for it, a resource that is not offered would make orders of invoices.
  if (answer === 'missing') throw new ProviderError({ provider: 'stripe', kind: 'not_found', doing });
  const [first] = answer.data;
  return first ? withAccount(account, first.invoice) : null;
}

const anEvent = z.looseObject({ id: z.string(), type: z.string(), data: z.object({ object: z.unknown() }) });

/** Null for an event that is no longer kept (30 days), or not offered. */
async function readSnapshot(
  { stripe, read }: StripeReader,
  { snapshotId, account }: NotificationRef,
): Promise<object | null> {
  const answer = await read({
    doing: `reading event ${snapshotId}`,
    schema: anEvent,
    ask: () => stripe.events.retrieve(snapshotId!, {}, account ? { stripeAccount: account } : {}),
  }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.details.kind === 'not_found') return 'missing' as const;
    throw error;
  });
  return answer === 'missing' ? null : { ...answer, ...(account && { account }) };
}

/** Where each kind of resource is read; the event's type says which one it names. */
const PATHS: readonly (readonly [typePrefix: string, path: string])[] = [
  ['invoice.', 'invoices'],
  ['customer.subscription.', 'subscriptions'],
  ['customer.', 'customers'],
  ['charge.dispute.', 'disputes'],
  ['charge.', 'charges'],
  ['payment_intent.', 'payment_intents'],
  ['payment_method.', 'payment_methods'],
  ['setup_intent.', 'setup_intents'],
];

/** The event as it would be if it happened now: what it names is read as it stands, or is gone. */
async function rebuiltEvent(
  { stripe, read }: StripeReader,
  { eventId, type, at, objectId, account, isLive }: NotificationRef,
): Promise<object> {
  const path = PATHS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'unknown';
  const options = account ? { stripeAccount: account } : {};
  const object = await read({
    doing: `reading ${path}/${objectId}`,
    schema: z.looseObject({}),
    ask: () => stripe.rawRequest('GET', `/v1/${path}/${encodeURIComponent(objectId)}`, undefined, options),
  });
  return {
    id: eventId,
    object: 'event',
    type,
    created: Math.floor(toEpochMs(at) / 1000),
    livemode: isLive,
    account,
    data: { object: object === 'missing' ? { id: objectId } : { ...object, id: objectId } },
  };
}
