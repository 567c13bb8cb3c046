import { z } from 'zod';

/** What `GET /transactions`, `/subscriptions` and `/customers` answer. @see https://developer.paddle.com/api-reference, as of 2026-11-23 */
const amount = z.string().regex(/^-?\d{1,18}$/);
const link = z
  .url({ protocol: /^https?$/ })
  .nullish()
  .catch(null);

export const transaction = z.looseObject({
  id: z.string().min(1),
  status: z.enum(['draft', 'ready', 'billed', 'paid', 'completed', 'canceled', 'past_due']),
  origin: z.string().nullish(),
  customer_id: z.string().nullish(),
  subscription_id: z.string().nullish(),
  invoice_number: z.string().nullish().catch(null),
  currency_code: z.string().regex(/^[A-Z]{3}$/),
  details: z.object({
    totals: z.looseObject({ total: amount, grand_total: amount.nullish(), balance: amount.nullish() }),
  }),
  payments: z
    .array(
      z.looseObject({
        status: z.string(),
        error_code: z.string().max(100).nullish().catch(null),
        created_at: z.string().nullish().catch(null),
      }),
    )
    .nullish(),
  // Only a link: one that cannot be used must not keep the rest from being read.
  checkout: z.object({ url: link }).nullish().catch(null),
  created_at: z.string().nullish(),
  billed_at: z.string().nullish(),
});
export type Transaction = z.infer<typeof transaction>;

export const transactionAnswer = z.object({ data: transaction });

export const subscriptionAnswer = z.object({
  data: z.object({ management_urls: z.object({ update_payment_method: link }).nullish().catch(null) }),
});

/** Only our own keys are looked at: what others keep there must not keep the customer from being read. */
const customData = z
  .object({
    whatsapp_phone: z.string().nullish().catch(null),
    whatsapp_marketing_consent: z.string().nullish().catch(null),
    time_zone: z.string().nullish().catch(null),
  })
  .nullish()
  .catch(null);

export const customerAnswer = z.object({
  data: z.object({
    name: z.string().nullish().catch(null),
    email: z.string().nullish().catch(null),
    locale: z.string().nullish().catch(null),
    custom_data: customData,
  }),
});

export const addressesAnswer = z.object({
  data: z.array(
    z.object({
      country_code: z.string().nullish().catch(null),
      region: z.string().nullish().catch(null),
      postal_code: z.string().nullish().catch(null),
    }),
  ),
});

/** `next` is a whole URL, also on the last page. */
const pagination = z.object({ has_more: z.boolean(), next: z.string().nullish() });

export const transactionsAnswer = z.object({
  data: z.array(transaction),
  meta: z.object({ pagination }),
});

export const notificationsAnswer = z.object({
  data: z.array(
    z.looseObject({
      payload: z.looseObject({ event_id: z.string().min(1), event_type: z.string() }),
    }),
  ),
  meta: z.object({ pagination }),
});
