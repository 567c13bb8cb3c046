import type { BillingLookups } from '../../ports/billing.ts';
import { createPaypalReader, type PaypalClientOptions } from './client.ts';
import { notOffered } from './errors.ts';
import { saleAnswer } from './schemas.ts';

export interface PaypalLookupsOptions extends PaypalClientOptions {
  /** The debt that is open for a subscription; null where none is. */
  readonly openDebtOf: (subscriptionId: string) => Promise<string | null>;
}

/** `GET /v1/payments/sale/{id}`. @see https://developer.paypal.com/docs/api/payments/v1/#sale_get, as of 2026-11-23 */
export function createPaypalLookups(options: PaypalLookupsOptions): BillingLookups {
  const read = createPaypalReader(options);
  return {
    invoiceOfPayment: async (saleId) => {
      const { billing_agreement_id: subscriptionId } = await read({
        doing: `reading sale ${saleId}`,
        schema: saleAnswer,
        path: `/v1/payments/sale/${encodeURIComponent(saleId)}`,
      });
      return subscriptionId ? options.openDebtOf(subscriptionId) : null;
    },
    checkoutUrl: () => Promise.resolve(null),
    readEvent: ({ eventId }) => Promise.reject(notOffered(`reading event ${eventId}`)),
  };
}
