import { z } from 'zod';

/*
 * Invoice, customer and transaction as `GET /api/v2/…/{id}` gives them.
 * Source: types of the npm package chargebee 3.11.0 and https://apidocs.chargebee.com/docs/api/invoices,
 * as of 2026-11-23.
 */
const invoice = z.object({
  id: z.string().min(1),
  status: z.enum(['paid', 'posted', 'payment_due', 'not_paid', 'voided', 'pending']),
  deleted: z.boolean().nullish(),
  // A message names the amount: without one an invoice counts as not read.
  amount_due: z.int(),
  write_off_amount: z.int().nullish(),
  currency_code: z.string().regex(/^[A-Za-z]{3}$/),
  customer_id: z.string().min(1).nullish(),
  subscription_id: z.string().min(1).nullish(),
  line_items: z.array(z.object({ subscription_id: z.string().nullish() })).nullish(),
  linked_payments: z.array(z.looseObject({})).nullish(),
});
export type ChargebeeInvoice = z.infer<typeof invoice>;

export const invoiceAnswer = z.object({ invoice });

const text = z.string().nullish().catch(null);

/** Of what a business keeps with a customer only our own keys are looked at. */
const customer = z.object({
  deleted: z.boolean().nullish(),
  first_name: text,
  last_name: text,
  email: text,
  locale: text,
  cf_whatsapp_phone: text,
  cf_whatsapp_marketing_consent: z.union([z.string(), z.boolean()]).nullish().catch(null),
  cf_time_zone: text,
  meta_data: z
    .object({ whatsapp_phone: text, whatsapp_marketing_consent: text, time_zone: text })
    .nullish()
    .catch(null),
  billing_address: z
    .object({ country: text, state: text, state_code: text, zip: text })
    .nullish()
    .catch(null),
});
export type ChargebeeCustomer = z.infer<typeof customer>;

export const customerAnswer = z.object({ customer });

export const transactionAnswer = z.object({
  transaction: z.object({
    /** Of a refund: the payment that it gives back. */
    reference_transaction_id: text,
    linked_invoices: z.array(z.object({ invoice_id: z.string() })).nullish(),
  }),
});

/** `POST /api/v2/hosted_pages/collect_now`. */
export const hostedPageAnswer = z.object({
  hosted_page: z.object({
    url: z.url({ protocol: /^https?$/ }),
    // Unix seconds.
    expires_at: z.int().nullish(),
  }),
});
