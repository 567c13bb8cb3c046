import { z } from 'zod';
import { parseDecimalAmount } from '../../domain/decimal-amount.ts';

/*
 * Subscription and sale as PayPal's API gives them.
 * Source: types of @paypal/paypal-server-sdk 2.5.0 and
 * https://developer.paypal.com/docs/api/subscriptions/v1/#subscriptions_get, as of 2026-11-23.
 */
const amount = z
  .object({ currency_code: z.string(), value: z.string() })
  .transform(({ currency_code, value }, context) => {
    const money = parseDecimalAmount('paypal', value, currency_code);
    if (money) return money;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  });
const time = z.iso.datetime({ offset: true });
const text = z.string().nullish().catch(null);

export const subscriptionAnswer = z.object({
  id: z.string().min(1),
  status: z.string(),
  custom_id: text,
  subscriber: z
    .object({
      name: z.object({ given_name: text, surname: text }).nullish().catch(null),
      email_address: text,
      shipping_address: z
        .object({
          address: z
            .object({ country_code: text, admin_area_1: text, postal_code: text })
            .nullish()
            .catch(null),
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  billing_info: z
    .object({
      outstanding_balance: amount,
      failed_payments_count: z.int().nonnegative().nullish(),
      last_payment: z.object({ amount, time }).nullish(),
      last_failed_payment: z.object({ amount, time }).nullish(),
    })
    .nullish(),
});
export type PaypalSubscription = z.infer<typeof subscriptionAnswer>;

/** `GET /v1/payments/sale/{id}`. */
export const saleAnswer = z.object({ billing_agreement_id: z.string().nullish() });
