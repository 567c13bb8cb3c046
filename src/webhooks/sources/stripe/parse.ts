import { z } from 'zod';

/** Failures start a recovery, closings end it; the type decides which fields the invoice must have. */
const FAILURE_TYPES = ['invoice.payment_failed', 'invoice.payment_action_required'] as const;
const PAID_TYPES = ['invoice.paid', 'invoice.payment_succeeded'] as const;
const CLOSING_TYPES = ['invoice.voided', 'invoice.deleted', 'invoice.marked_uncollectible'] as const;

export type ParsedStripeEvent =
  | { readonly kind: 'parsed'; readonly event: StripeEvent }
  /** Verified, and yet not what Stripe documents. `problems` name fields, never their values. */
  | { readonly kind: 'unparsable'; readonly eventId: string | null; readonly problems: readonly string[] };

// Printable ASCII: an id becomes a key in Postgres and part of a workflow id.
const id = z.string().regex(/^[\x21-\x7e]{1,255}$/);
// One of Stripe's words; other text would be refused by Postgres (a NUL), and the event delivered again for days.
const word = z.string().regex(/^[\x21-\x7e]{0,100}$/);
// An empty text is how some proxies write null.
const reference = z
  .union([id, z.object({ id }).transform((object) => object.id), z.literal('').transform(() => null)])
  .nullish();

/**
 * The invoice of an event, current shape and the one before API version 2025-03-31.basil (`subscription` instead of
 * `parent.subscription_details.subscription`): an event keeps the version of its endpoint for ever.
 * Only the id is needed to open a recovery: each step reads the invoice again before it says an amount.
 * Source: types of stripe-node 23.1.0 and https://docs.stripe.com/api/invoices/object, read 2026-11-23.
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
  parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
});
const paidInvoice = z.object({ id, amount_remaining: z.int().nullish(), status: z.string().nullish() });
const closedInvoice = z.object({ id });

const named = z.object({ id, type: z.string().min(1), object: z.string().optional() });

function eventWith<Types extends readonly string[], Invoice extends z.ZodType>(
  types: Types,
  invoice: Invoice,
) {
  return z.object({
    id,
    type: z.enum(types),
    // Unix seconds, to the end of the year 9999.
    created: z.int().nonnegative().max(253_402_300_799),
    livemode: z.boolean().nullish(),
    /** The version of the endpoint, not the SDK's; decides the shape of the invoice. */
    api_version: z.string().nullish(),
    /** The connected account, where the event comes from one. */
    account: z.string().nullish(),
    data: z.object({ object: invoice }),
  });
}

const relevantEvent = z.discriminatedUnion('type', [
  eventWith(FAILURE_TYPES, failedInvoice),
  eventWith(PAID_TYPES, paidInvoice),
  eventWith(CLOSING_TYPES, closedInvoice),
]);

/** An event whose invoice has every field that its type needs; of other types only the name is kept. */
export type StripeEvent =
  z.infer<typeof relevantEvent> | { readonly type: 'other'; readonly id: string; readonly name: string };

const RELEVANT_TYPES: ReadonlySet<string> = new Set([...FAILURE_TYPES, ...PAID_TYPES, ...CLOSING_TYPES]);

/** @param json the decoded body of a verified request */
export function parseStripeEvent(json: unknown): ParsedStripeEvent {
  const name = named.safeParse(json);
  if (!name.success) return unparsable(idIn(json), name.error);
  const { id: eventId, type, object } = name.data;
  if (object === 'v2.core.event' && RELEVANT_TYPES.has(type.replace(/^v1\./, ''))) {
    return {
      kind: 'unparsable',
      eventId,
      problems: ['thin event: the endpoint must send snapshot payloads'],
    };
  }
  if (!RELEVANT_TYPES.has(type)) return { kind: 'parsed', event: { type: 'other', id: eventId, name: type } };
  const event = relevantEvent.safeParse(json);
  return event.success ? { kind: 'parsed', event: event.data } : unparsable(eventId, event.error);
}

function idIn(json: unknown): string | null {
  const holder = z.object({ id }).safeParse(json);
  return holder.success ? holder.data.id : null;
}

function unparsable(eventId: string | null, error: z.ZodError): ParsedStripeEvent {
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`);
  return { kind: 'unparsable', eventId, problems };
}
