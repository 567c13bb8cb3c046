import { z } from 'zod';
import { parseDecimalAmount } from '../../../domain/decimal-amount.ts';
import { CLOSING_STANDINGS } from '../../../domain/standing.ts';

/*
 * What each relevant event must carry. PayPal's own names: a subscription is a "billing agreement" in its older half, a
 * payment of one a "sale".
 * Source: types of @paypal/paypal-server-sdk 2.5.0 and https://developer.paypal.com/api/rest/webhooks/event-names,
 * as of 2026-11-23.
 */

// Printable ASCII without a colon: an id becomes a key in Postgres and the first part of a debt's id.
export const id = z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,100}$/);
const word = z.string().regex(/^[\x21-\x7e]{0,100}$/);
const time = z.iso.datetime({ offset: true });

const toMoney = ({ value, currency }: { value: string; currency: string }, context: z.RefinementCtx) => {
  const money = parseDecimalAmount('paypal', value, currency);
  if (money) return money;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
};
const amount = z
  .object({ currency_code: z.string(), value: z.string() })
  .transform(({ currency_code, value }) => ({ value, currency: currency_code }))
  .transform(toMoney);
/** The older half calls the same thing otherwise. */
const saleAmount = z
  .object({ currency: z.string(), total: z.string() })
  .transform(({ currency, total }) => ({ value: total, currency }))
  .transform(toMoney);

const subscription = z.object({
  id,
  billing_info: z
    .object({
      outstanding_balance: amount.nullish(),
      failed_payments_count: z.int().nonnegative().nullish(),
      last_failed_payment: z
        .object({ amount: amount.nullish(), time: time.nullish(), reason_code: word.nullish().catch(null) })
        .nullish(),
    })
    .nullish(),
});
export type EventSubscription = z.infer<typeof subscription>;

const endedSubscription = z.object({ id });

const sale = z.object({
  id,
  /** The subscription; null for a payment of none. */
  billing_agreement_id: id.nullish(),
  amount: saleAmount.nullish(),
  create_time: time.nullish(),
});
export type EventSale = z.infer<typeof sale>;

const dispute = z.object({
  dispute_id: id,
  disputed_transactions: z.array(z.object({ seller_transaction_id: id.nullish() })).nullish(),
});

/** Not PayPal's: what reconciliation writes for a debt that it found closed. */
const closedDebt = z.object({
  debt_id: z.string().regex(/^[\x21-\x7e]{1,120}$/),
  standing: z.enum(CLOSING_STANDINGS),
});

function eventWith<Types extends readonly string[], Resource extends z.ZodType>(
  types: Types,
  resource: Resource,
) {
  return z.object({
    id,
    event_type: z.enum(types),
    create_time: time,
    resource,
    /** Where it can be read again: says whether it comes from the sandbox. */
    links: z
      .array(z.object({ href: z.string() }))
      .nullish()
      .catch(null),
  });
}

const TYPES = {
  failed: ['BILLING.SUBSCRIPTION.PAYMENT.FAILED'],
  sale: ['PAYMENT.SALE.DENIED', 'PAYMENT.SALE.COMPLETED'],
  ended: ['BILLING.SUBSCRIPTION.CANCELLED', 'BILLING.SUBSCRIPTION.EXPIRED'],
  ours: ['RECOUP.DEBT.CLOSED'],
  dispute: ['CUSTOMER.DISPUTE.CREATED', 'CUSTOMER.DISPUTE.RESOLVED'],
} as const;

/** Every type we act on, each with the fields that it needs. */
export const relevantEvent = z.discriminatedUnion('event_type', [
  eventWith(TYPES.failed, subscription),
  eventWith(TYPES.sale, sale),
  eventWith(TYPES.ended, endedSubscription),
  eventWith(TYPES.dispute, dispute),
  eventWith(TYPES.ours, closedDebt),
]);
export type RelevantEvent = z.infer<typeof relevantEvent>;

/** One of the events of these types. */
export type EventOf<Type extends RelevantEvent['event_type']> = Extract<RelevantEvent, { event_type: Type }>;

export const RELEVANT_TYPES: ReadonlySet<string> = new Set(Object.values(TYPES).flat());

/** The same without our own: what PayPal may be asked for. */
export const PAYPAL_TYPES: readonly string[] = [...RELEVANT_TYPES].filter((type) => type !== TYPES.ours[0]);
