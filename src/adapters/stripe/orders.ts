import type { z } from 'zod';
import { withAccount } from '../../domain/ids.ts';
import { moneyOf } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import type { InvoiceReading } from '../../ports/billing.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { inAccount, type StripeReader } from './client.ts';
import { isStripesNo } from './errors.ts';
import { DELETED_INVOICE } from './readings.ts';
import { paymentIntentAnswer, sessionsAnswer } from './schemas.ts';

type PaymentIntent = z.infer<typeof paymentIntentAnswer>;

/**
 * An order: its PaymentIntent, with the page on which it can be paid.
 * @param payUrl the shop's own page, with `{order_id}`; null where there is none
 */
export async function readOrder(
  reader: StripeReader,
  scoped: string,
  payUrl: string | null,
): Promise<InvoiceReading> {
  const { id, account, options } = inAccount(scoped);
  const [intent, checkout] = await Promise.all([
    reader.read({
      doing: `reading order ${scoped}`,
      schema: paymentIntentAnswer,
      ask: () => reader.stripe.paymentIntents.retrieve(id, {}, options),
    }),
    // A hint: with a page of the shop's own it may stay unknown.
    checkoutUrl(reader, scoped).catch((error: unknown) => {
      if (payUrl && error instanceof ProviderError) return null;
      throw error;
    }),
  ]);
  if (intent === 'missing') return DELETED_INVOICE;
  return {
    standing: standingOf(intent),
    ...(intent.status === 'processing' && { isBeingPaid: true as const }),
    amountRemaining: moneyOf('stripe', intent.amount - (intent.amount_received ?? 0), intent.currency),
    chargeAttempts: 1,
    payUrl: checkout ?? shopUrl(payUrl, intent),
    number: numberOf(intent),
    customerId: intent.customer ? withAccount(account, intent.customer) : null,
    subscriptionId: null,
  };
}

/**
 * The page of the open Checkout Session that the payment belongs to; null also where Stripe says that it can list none.
 * Throws a `ProviderError` where that is not known: an order without a link is left alone for good.
 */
export async function checkoutUrl({ stripe, read }: StripeReader, scoped: string): Promise<string | null> {
  const { id, options } = inAccount(scoped);
  const answer = await read({
    doing: `reading the checkout of payment ${scoped}`,
    schema: sessionsAnswer,
    ask: () =>
      stripe.checkout.sessions.list({ payment_intent: id, limit: 1 }, options).catch((error: unknown) => {
        if (isStripesNo(error)) return { data: [] };
        throw error;
      }),
  });
  if (answer === 'missing') return null;
  return answer.data.find(({ status }) => status === 'open')?.url ?? null;
}

/** Authorised but not yet captured: the buyer has done what there is to do. */
function standingOf({ status }: PaymentIntent): Standing {
  if (status === 'succeeded' || status === 'requires_capture') return 'paid';
  return status === 'canceled' ? 'void' : 'open';
}

/** As the buyer knows it; a PaymentIntent's id is the last resort. */
function numberOf({ id, metadata, description }: PaymentIntent): string {
  return metadata?.order_id?.trim() || description?.trim() || id;
}

function shopUrl(payUrl: string | null, { id, metadata }: PaymentIntent): string | null {
  return payUrl?.replaceAll('{order_id}', encodeURIComponent(metadata?.order_id?.trim() || id)) ?? null;
}
