import { z } from 'zod';
import type { DeclineLookup } from '../../ports/declines.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';

const failure = z.object({
  code: z.string().max(100).nullish().catch(null),
  decline_code: z.string().max(100).nullish().catch(null),
});

/** A PaymentIntent that was not expanded is only an id, which says nothing. */
const payments = z.object({
  data: z.array(
    z.object({
      is_default: z.boolean().nullish(),
      payment: z
        .object({
          payment_intent: z
            .union([z.string(), z.object({ last_payment_error: failure.nullish() })])
            .nullish(),
        })
        .nullish(),
    }),
  ),
});

/**
 * `GET /v1/invoice_payments` of an invoice, with their PaymentIntents: since API version 2025-03-31.basil the invoice
 * itself no longer names them. Not the invoice with `expand`: what every message depends on stays as plain as it is.
 * @see https://docs.stripe.com/api/invoice-payment/list, read 2026-11-23
 */
export function createStripeDeclines(options: StripeClientOptions): DeclineLookup {
  const { stripe, read } = createReader(options);
  return {
    async declineCode(scoped) {
      const { id, options: within } = inAccount(scoped);
      const asked = { invoice: id, limit: 10, expand: ['data.payment.payment_intent'] };
      const answer = await read({
        doing: `reading why invoice ${scoped} was declined`,
        schema: payments,
        ask: () => stripe.invoicePayments.list(asked, within),
      });
      return answer === 'missing' ? null : lastCode(answer);
    },
  };
}

/** `card_declined` is every decline's code; the issuer's own word says more. */
function lastCode({ data }: z.infer<typeof payments>): string | null {
  const failures = [...data]
    .sort((a, b) => Number(b.is_default ?? false) - Number(a.is_default ?? false))
    .map(({ payment }) => payment?.payment_intent)
    .map((intent) => (typeof intent === 'object' ? intent?.last_payment_error : null));
  const last = failures.find((error) => error);
  return last?.decline_code ?? last?.code ?? null;
}
