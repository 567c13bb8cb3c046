import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../domain/standing.ts';
import { SUBJECT_STANDINGS } from '../../domain/subject.ts';
import { sourceName } from './source-name.ts';
import { toldDebt } from './told-json.ts';

const source = sourceName;
const base = {
  eventId: z.string(),
  at: z.string(),
  debt: z.object({ source, debtId: z.string() }),
};
const failure = z.object({
  kind: z.literal('payment_failed'),
  ...base,
  debtKind: z.enum(['invoice', 'order']),
  customerId: z.string().nullable(),
  subscriptionId: z.string().nullable(),
  amountDueMinor: z.string(),
  currency: z.string(),
  chargeAttempt: z.number(),
  declineCode: z.string().exactOptional(),
  told: toldDebt.exactOptional(),
});

/** An event as the inbox keeps it. */
export const eventJson = z.discriminatedUnion('kind', [
  failure,
  z.object({ kind: z.literal('invoice_closed'), ...base, standing: z.enum(CLOSING_STANDINGS) }),
  z.object({
    kind: z.literal('subject_closed'),
    eventId: z.string(),
    at: z.string(),
    subject: z.object({
      source,
      subject: z.templateLiteral([z.enum(['subscription', 'customer']), ':', z.string()]),
    }),
    standing: z.enum(SUBJECT_STANDINGS),
  }),
  z.object({ kind: z.literal('dispute_changed'), ...base, disputeId: z.string(), isOpen: z.boolean() }),
  z.object({ kind: z.literal('ignored'), ...base, reason: z.string() }),
]);

const asked = { source, eventId: z.string(), at: z.string() };

/** A question as the inbox keeps it. */
export const lookupJson = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dispute'),
    ...asked,
    disputeId: z.string(),
    paymentId: z.string(),
    isOpen: z.boolean(),
  }),
  z.object({ kind: z.literal('refund'), ...asked, paymentId: z.string() }),
  z.object({
    kind: z.literal('notification'),
    ...asked,
    type: z.string(),
    snapshotId: z.string().nullable(),
    objectId: z.string(),
    account: z.string().nullable(),
    isLive: z.boolean(),
  }),
  z.object({ kind: z.literal('order'), ...asked, failure, isSurelyOrder: z.boolean() }),
  z.object({
    kind: z.literal('instalment'),
    ...asked,
    subscriptionId: z.string(),
    failure: failure.nullable(),
  }),
]);
