import { z } from 'zod';
import { ourCancellationComment } from '../../domain/our-cancellation.ts';
import type { Subscriptions, SubscriptionStanding } from '../../ports/subscriptions.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';

const subscriptionAnswer = z.object({
  status: z.string(),
  pause_collection: z.looseObject({}).nullish(),
});

/** Statuses without a way back. */
const ENDED: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

/**
 * `GET`, `POST` and `DELETE /v1/subscriptions/{id}`.
 * Paused with behaviour `void`: while access is suspended nothing is delivered, so what Stripe would invoice meanwhile is
 * voided, neither kept as a bill for later (`keep_as_draft`) nor booked as a loss (`mark_uncollectible`). The invoice
 * that is owed was made before: it stays open and payable.
 * @see https://docs.stripe.com/billing/subscriptions/pause-payment and …/cancel, read 2026-11-23
 */
export function createStripeSubscriptions(options: StripeClientOptions): Subscriptions {
  const { stripe, read } = createReader(options);
  const ask = (doing: string, request: () => Promise<unknown>) =>
    read({ doing, schema: subscriptionAnswer, ask: request });
  return {
    async read(scoped) {
      const { id, options: within } = inAccount(scoped);
      const doing = `reading subscription ${scoped}`;
      return standingOf(await ask(doing, () => stripe.subscriptions.retrieve(id, {}, within)));
    },
    async pause({ subscriptionId, idempotencyKey }) {
      const { id, options: within } = inAccount(subscriptionId);
      const change = { pause_collection: { behavior: 'void' as const } };
      const doing = `pausing the collection of subscription ${subscriptionId}`;
      await ask(doing, () => stripe.subscriptions.update(id, change, { ...within, idempotencyKey }));
    },
    async resume({ subscriptionId, idempotencyKey }) {
      const { id, options: within } = inAccount(subscriptionId);
      const change = { pause_collection: '' as const };
      const doing = `resuming the collection of subscription ${subscriptionId}`;
      await ask(doing, () => stripe.subscriptions.update(id, change, { ...within, idempotencyKey }));
    },
    async cancel({ subscriptionId, debtId }) {
      const { id, options: within } = inAccount(subscriptionId);
      const details = { cancellation_details: { comment: ourCancellationComment(debtId) } };
      const doing = `cancelling subscription ${subscriptionId}`;
      // A second DELETE is answered 404, as for one that never was: either way it is over.
      await ask(doing, () => stripe.subscriptions.cancel(id, details, within));
    },
  };
}

function standingOf(answer: z.infer<typeof subscriptionAnswer> | 'missing'): SubscriptionStanding {
  if (answer === 'missing' || ENDED.has(answer.status)) return 'ended';
  return answer.pause_collection ? 'paused' : 'collecting';
}
