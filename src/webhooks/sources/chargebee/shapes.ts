import { z } from 'zod';

/*
 * What each relevant event must carry, API version 2 (an endpoint keeps the version it was made with).
 * Source: types of the npm package chargebee 3.11.0 and https://apidocs.chargebee.com/docs/api/events,
 * as of 2026-11-23.
 */

// Printable ASCII: an id becomes a key in Postgres and part of a workflow id.
export const id = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const word = z.string().regex(/^[\x21-\x7e]{0,100}$/);
/**
 * A business may give its customers ids of its own, e-mail addresses for instance. Those never enter a workflow: the
 * re-read names the customer again.
 */
const reference = z
  .string()
  .regex(/^[\x21-\x3f\x41-\x7e]{1,100}$/)
  .nullish()
  .catch(null);

const linkedPayments = z
  .array(z.object({ txn_status: word.nullish().catch(null) }))
  .nullish()
  .catch(null);

export const invoice = z.object({
  id,
  status: word.nullish(),
  currency_code: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .nullish(),
  amount_due: z.int().nullish(),
  total: z.int().nullish(),
  write_off_amount: z.int().nullish().catch(null),
  customer_id: reference,
  subscription_id: reference,
  recurring: z.boolean().nullish().catch(null),
  linked_payments: linkedPayments,
  // A consolidated invoice names its subscriptions only here.
  line_items: z
    .array(z.object({ subscription_id: reference }))
    .nullish()
    .catch(null),
});
export type EventInvoice = z.infer<typeof invoice>;

const transaction = z.object({
  id,
  amount: z.int().nullish().catch(null),
  error_code: word.nullish().catch(null),
});
const subscription = z.object({ id, cancel_reason: word.nullish().catch(null) });

function eventWith<Types extends readonly string[], Content extends z.ZodType>(
  types: Types,
  content: Content,
) {
  return z.object({
    id,
    event_type: z.enum(types),
    // Unix seconds, to the end of the year 9999.
    occurred_at: z.int().nonnegative().max(253_402_300_799),
    api_version: z.literal('v2').nullish(),
    content,
  });
}

const TYPES = {
  payment: ['payment_failed', 'payment_succeeded'],
  invoice: ['invoice_updated', 'invoice_deleted'],
  refund: ['payment_refunded'],
  subscription: ['subscription_cancelled', 'subscription_deleted'],
  customer: ['customer_deleted'],
} as const;

/** Every type we act on, each with the fields that it needs. */
export const relevantEvent = z.discriminatedUnion('event_type', [
  eventWith(
    TYPES.payment,
    // A payment may belong to no invoice: a card was only tried, or money was paid in advance.
    z.object({ invoice: invoice.nullish(), transaction: transaction.nullish().catch(null) }),
  ),
  eventWith(TYPES.invoice, z.object({ invoice })),
  eventWith(TYPES.refund, z.object({ transaction, invoice: invoice.nullish().catch(null) })),
  eventWith(TYPES.subscription, z.object({ subscription })),
  eventWith(TYPES.customer, z.object({ customer: z.object({ id }) })),
]);
export type RelevantEvent = z.infer<typeof relevantEvent>;

/** One of the events of these types. */
export type EventOf<Type extends RelevantEvent['event_type']> = Extract<RelevantEvent, { event_type: Type }>;

export const RELEVANT_TYPES: ReadonlySet<string> = new Set(Object.values(TYPES).flat());
