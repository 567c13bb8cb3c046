import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../../domain/standing.ts';
import { customerForm, debtForm, id } from '../../../ports/told-form.ts';

const CREATED = 'must be an ISO 8601 instant with its offset, or Unix seconds';
/** When it happened; seconds to the end of the year 9999. */
const created = z.union(
  [
    z.iso.datetime({ offset: true, error: CREATED }),
    z.int(CREATED).nonnegative(CREATED).max(253_402_300_799, CREATED),
  ],
  CREATED,
);
const base = { id, created, test: z.boolean('must be true or false').nullish() };
const someDebt = z.looseObject({ id });

/** Every event of ours, each with the fields that it needs. Field names are public (docs/generic-webhook.md). */
export const genericEvent = z.discriminatedUnion('type', [
  z.looseObject({
    ...base,
    type: z.literal('payment.failed'),
    debt: debtForm,
    customer: customerForm.nullish(),
  }),
  z.looseObject({
    ...base,
    type: z.literal('payment.succeeded'),
    debt: someDebt.extend({ amount_due: debtForm.shape.amount_due.nullish() }),
  }),
  z.looseObject({
    ...base,
    type: z.literal('debt.closed'),
    debt: someDebt,
    standing: z.enum(CLOSING_STANDINGS, `must be ${CLOSING_STANDINGS.join(', ')}`),
  }),
  z.looseObject({
    ...base,
    type: z.enum(['dispute.opened', 'dispute.closed']),
    debt: someDebt,
    dispute: z.looseObject({ id }),
  }),
  z.looseObject({
    ...base,
    type: z.literal('subscription.ended'),
    subscription: z.looseObject({
      id,
      reason: z.enum(['payment_failed', 'other'], 'must be payment_failed or other').nullish(),
    }),
  }),
  z.looseObject({ ...base, type: z.literal('customer.deleted'), customer: z.looseObject({ id }) }),
]);
export type GenericEvent = z.infer<typeof genericEvent>;

const TYPES: Readonly<Record<GenericEvent['type'], true>> = {
  'payment.failed': true,
  'payment.succeeded': true,
  'debt.closed': true,
  'dispute.opened': true,
  'dispute.closed': true,
  'subscription.ended': true,
  'customer.deleted': true,
};

export const RELEVANT_TYPES: ReadonlySet<string> = new Set(Object.keys(TYPES));
