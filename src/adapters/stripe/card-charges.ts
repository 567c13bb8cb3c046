import Stripe from 'stripe';
import { z } from 'zod';
import type { CardCharges, ChargeResult } from '../../ports/card-charges.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';
import { toProviderError, unreadableAnswer } from './errors.ts';

const paidAnswer = z.object({ status: z.string().nullish() });

/**
 * `POST /v1/invoices/{id}/pay` with the card by name: it need not be the one that the subscription charges next time.
 * A decline is HTTP 402; an invoice that is paid or void already is 400.
 * @see https://docs.stripe.com/api/invoices/pay, read 2026-11-23
 */
export function createStripeCardCharges(options: StripeClientOptions): CardCharges {
  const { stripe } = createReader(options);
  const { now = Date.now } = options;
  return {
    async pay({ invoiceId, paymentMethodId, idempotencyKey }) {
      const { id, options: within } = inAccount(invoiceId);
      const doing = `paying invoice ${invoiceId} with a new card`;
      const how = { payment_method: paymentMethodId };
      try {
        const answer = await stripe.invoices.pay(id, how, { ...within, idempotencyKey });
        const parsed = paidAnswer.safeParse(answer);
        if (!parsed.success) throw unreadableAnswer(doing);
        return { kind: parsed.data.status === 'paid' ? 'paid' : 'processing' };
      } catch (error) {
        if (error instanceof ProviderError) throw error;
        return declinedOr(error) ?? refusedOrThrow(error, { doing, nowMs: now() });
      }
    },
  };
}

function declinedOr(error: unknown): ChargeResult | null {
  if (!(error instanceof Stripe.errors.StripeError) || error.statusCode !== 402) return null;
  return { kind: 'declined', code: error.decline_code ?? error.code ?? null };
}

function refusedOrThrow(error: unknown, about: { doing: string; nowMs: number }): ChargeResult {
  const failure = toProviderError(error, about.doing, about.nowMs);
  const { kind, status } = failure.details;
  // A restricted key that may read and not pay: repeating it changes nothing.
  if (status === 403) return { kind: 'refused', why: 'key_may_not_pay' };
  if (kind !== 'rejected' && kind !== 'not_found') throw failure;
  const code = error instanceof Stripe.errors.StripeError ? error.code : undefined;
  return { kind: 'refused', why: code ?? `HTTP ${status ?? '?'}` };
}
