import { z } from 'zod';

/*
 * What each relevant notification must carry. Amounts are texts in the currency's lowest denomination.
 * Source: https://developer.paddle.com/webhooks and /api-reference/transactions, as of 2026-11-23; types of
 * @paddle/paddle-node-sdk 3.10.0.
 */

// Printable ASCII: an id becomes a key in Postgres and part of a workflow id.
export const id = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const word = z.string().regex(/^[\x21-\x7e]{0,100}$/);
const amount = z.string().regex(/^-?\d{1,18}$/);
const instant = z.iso.datetime({ offset: true });

const payment = z.object({
  status: word,
  error_code: word.nullish().catch(null),
  created_at: instant.nullish().catch(null),
});

export const transaction = z.object({
  id,
  status: word,
  origin: word.nullish(),
  customer_id: id.nullish(),
  subscription_id: id.nullish(),
  currency_code: z.string().regex(/^[A-Z]{3}$/),
  details: z.object({
    totals: z.object({
      total: amount,
      /** After credits, before payments. */
      grand_total: amount.nullish(),
      /** After both. */
      balance: amount.nullish(),
    }),
  }),
  payments: z.array(payment).nullish(),
});
export type Transaction = z.infer<typeof transaction>;

const someTransaction = z.object({ id, status: word.nullish() });

const adjustment = z.object({
  id,
  transaction_id: id,
  /** `refund`, `credit`, `chargeback`, `chargeback_warning`, `chargeback_reverse` … */
  action: word,
  /** `partial`: a part of the transaction. */
  type: word.nullish(),
  status: word,
});

function eventWith<Types extends readonly string[], Data extends z.ZodType>(types: Types, data: Data) {
  return z.object({ event_id: id, event_type: z.enum(types), occurred_at: instant, data });
}

const TYPES = {
  failed: ['transaction.payment_failed', 'transaction.past_due'],
  paid: ['transaction.paid', 'transaction.completed'],
  canceled: ['transaction.canceled'],
  subscription: ['subscription.canceled'],
  adjustment: ['adjustment.created', 'adjustment.updated'],
} as const;

/** Every type we act on, each with the fields that it needs. */
export const paddleEvent = z.discriminatedUnion('event_type', [
  eventWith(TYPES.failed, transaction),
  eventWith(TYPES.paid, someTransaction),
  eventWith(TYPES.canceled, someTransaction),
  eventWith(TYPES.subscription, z.object({ id })),
  eventWith(TYPES.adjustment, adjustment),
]);
export type PaddleEvent = z.infer<typeof paddleEvent>;

export const RELEVANT_TYPES: ReadonlySet<string> = new Set(Object.values(TYPES).flat());
