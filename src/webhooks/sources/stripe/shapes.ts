import { z } from 'zod';

/*
 * What each relevant event must carry, in the current shape and in the one before API version 2025-03-31.basil: an
 * event keeps the version of its endpoint for ever.
 * Source: types of stripe-node 23.1.0 and https://docs.stripe.com/api, read 2026-11-23.
 */

// Printable ASCII: an id becomes a key in Postgres and part of a workflow id.
export const id = z.string().regex(/^[\x21-\x7e]{1,255}$/);
// One of Stripe's words; other text would be refused by Postgres (a NUL), and the event delivered again for days.
const word = z.string().regex(/^[\x21-\x7e]{0,100}$/);
// An empty text is how some proxies write null.
const reference = z
  .union([id, z.object({ id }).transform((object) => object.id), z.literal('').transform(() => null)])
  .nullish();

/** What Postgres keeps: no control characters, no half of a pair. */
function onlyTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry.every(isPlain),
  );
  return Object.fromEntries(texts);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' && !/[\p{Cc}\p{Cs}]/u.test(value);
}

/**
 * What only rules look at: in any other shape it counts as not told, because a text about a failed payment must not wait
 * for it. A line's price stood in `price`, or `plan`, before basil.
 */
const metadata = z.record(z.string(), z.unknown()).transform(onlyTexts).nullish().catch(null);
const priced = z
  .object({ id: word, product: word.nullish().catch(null) })
  .nullish()
  .catch(null);
const line = z.object({
  pricing: z
    .object({ price_details: z.object({ price: reference, product: reference }).nullish() })
    .nullish()
    .catch(null),
  price: priced,
  plan: priced,
});
const forRules = {
  collection_method: word.nullish().catch(null),
  customer_address: z.object({ country: word.nullish() }).nullish().catch(null),
  lines: z
    .object({ data: z.array(line) })
    .nullish()
    .catch(null),
  metadata,
};

/**
 * Before basil `subscription` stood where `parent.subscription_details.subscription` is. Only the id is needed to open a
 * recovery: each step reads the invoice again before it says an amount.
 */
const failedInvoice = z.object({
  id,
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/)
    .nullish(),
  amount_remaining: z.int().nullish(),
  amount_due: z.int().nullish(),
  amount_paid: z.int().nullish(),
  attempt_count: z.int().nonnegative().nullish(),
  billing_reason: word.nullish(),
  customer: reference,
  subscription: reference,
  parent: z
    .object({ subscription_details: z.object({ subscription: reference, metadata }).nullish() })
    .nullish(),
  ...forRules,
});
export type FailedInvoice = z.infer<typeof failedInvoice>;
const paidInvoice = z.object({ id, amount_remaining: z.int().nullish(), status: z.string().nullish() });
const closedInvoice = z.object({ id });
const subscription = z.object({
  id,
  status: word.nullish(),
  cancellation_details: z
    .object({ reason: word.nullish(), comment: z.string().nullish().catch(null) })
    .nullish(),
});
const customer = z.object({ id });
const dispute = z.object({ id, payment_intent: reference });
const charge = z.object({ id, payment_intent: reference, refunded: z.boolean().nullish() });
/** Before basil `invoice` said what `payment_details.order_reference` says now, where that is there. */
const paymentIntent = z.object({
  id,
  amount: z.int(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  customer: reference,
  invoice: reference,
  payment_details: z.object({ order_reference: word.nullish().catch(null) }).nullish(),
  metadata,
  last_payment_error: z
    .object({ code: word.nullish().catch(null), decline_code: word.nullish().catch(null) })
    .nullish()
    .catch(null),
});
const card = z.object({ id, customer: reference });
const setupIntent = z.object({ id, customer: reference, payment_method: reference });
const settings = z.object({ default_payment_method: reference }).nullish().catch(null);
const updatedCustomer = z.object({ id, invoice_settings: settings });
const closedPaymentIntent = paymentIntent.pick({ id: true, invoice: true, payment_details: true });

/** Only the event's names: its content must be read. @see https://docs.stripe.com/event-destinations, read 2026-11-23 */
export const thinEvent = z.object({
  id,
  type: z.string().startsWith('v1.'),
  created: z.iso.datetime({ offset: true }),
  livemode: z.boolean().nullish(),
  context: id.nullish().catch(null),
  snapshot_event: id.nullish(),
  related_object: z.object({ id }),
});

function eventWith<Types extends readonly string[], Resource extends z.ZodType>(
  types: Types,
  resource: Resource,
) {
  return z.object({
    id,
    type: z.enum(types),
    // Unix seconds, to the end of the year 9999.
    created: z.int().nonnegative().max(253_402_300_799),
    livemode: z.boolean().nullish(),
    /** The connected account, where the event comes from one. */
    account: id.nullish(),
    data: z.object({ object: resource }),
  });
}

const TYPES = {
  failed: ['invoice.payment_failed', 'invoice.payment_action_required'],
  paid: ['invoice.paid', 'invoice.payment_succeeded'],
  closed: ['invoice.voided', 'invoice.deleted', 'invoice.marked_uncollectible'],
  subscription: ['customer.subscription.deleted', 'customer.subscription.updated'],
  customer: ['customer.deleted'],
  dispute: ['charge.dispute.created', 'charge.dispute.closed'],
  charge: ['charge.refunded'],
  orderFailed: ['payment_intent.payment_failed'],
  orderClosed: ['payment_intent.succeeded', 'payment_intent.canceled'],
  card: ['payment_method.attached'],
  setUp: ['setup_intent.succeeded'],
  customerChanged: ['customer.updated'],
} as const;

/** Every type we act on, each with the fields that it needs. */
export const relevantEvent = z.discriminatedUnion('type', [
  eventWith(TYPES.failed, failedInvoice),
  eventWith(TYPES.paid, paidInvoice),
  eventWith(TYPES.closed, closedInvoice),
  eventWith(TYPES.subscription, subscription),
  eventWith(TYPES.customer, customer),
  eventWith(TYPES.dispute, dispute),
  eventWith(TYPES.charge, charge),
  eventWith(TYPES.orderFailed, paymentIntent),
  eventWith(TYPES.orderClosed, closedPaymentIntent),
  eventWith(TYPES.card, card),
  eventWith(TYPES.setUp, setupIntent),
  eventWith(TYPES.customerChanged, updatedCustomer).extend({
    data: z.object({
      object: updatedCustomer,
      previous_attributes: z.object({ invoice_settings: settings }).nullish().catch(null),
    }),
  }),
]);
export type RelevantEvent = z.infer<typeof relevantEvent>;

/** One of the events of these types. */
export type EventOf<Type extends RelevantEvent['type']> = Extract<RelevantEvent, { type: Type }>;

export const RELEVANT_TYPES: ReadonlySet<string> = new Set(Object.values(TYPES).flat());
