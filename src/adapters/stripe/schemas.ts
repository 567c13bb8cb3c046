import { z } from 'zod';

/**
 * Invoice and customer as `GET /v1/…/{id}` gives them, in the current shape and in the one before API version
 * 2025-03-31.basil, which took `subscription` off the invoice.
 * Source: types of stripe-node 23.1.0 (API 2026-10-28.endive) and https://docs.stripe.com/api/invoices/object,
 * read 2026-11-23.
 */
const reference = z
  .union([z.string().min(1), z.object({ id: z.string().min(1) }).transform((object) => object.id)])
  .nullish();

const existingInvoice = z
  .object({
    deleted: z.literal(false).nullish(),
    status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']),
    amount_remaining: z.int().nullish(),
    amount_due: z.int().nullish(),
    amount_paid: z.int().nullish(),
    currency: z.string().regex(/^[A-Za-z]{3}$/),
    attempt_count: z.int().nonnegative().nullish(),
    // Unix seconds; only a hint.
    next_payment_attempt: z.int().nonnegative().max(253_402_300_799).nullish().catch(null),
    // Only a link: one that cannot be used must not keep the rest from being read.
    hosted_invoice_url: z
      .url({ protocol: /^https?$/ })
      .nullish()
      .catch(null),
    number: z.string().nullish(),
    customer: reference,
    subscription: reference,
    parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
  })
  // A message names the amount: without one an invoice that may still be asked for counts as not read.
  .refine((invoice) => (invoice.amount_remaining ?? invoice.amount_due ?? null) !== null, {
    path: ['amount_remaining'],
  });

export const invoiceAnswer = z.union([z.object({ deleted: z.literal(true) }), existingInvoice]);
export type InvoiceAnswer = z.infer<typeof invoiceAnswer>;
export type ExistingInvoice = z.infer<typeof existingInvoice>;

/** Of the metadata only our own keys are looked at: what others keep there must not keep it from being read. */
const metadata = z.object({
  whatsapp_phone: z.string().nullish().catch(null),
  whatsapp_marketing_consent: z.string().nullish().catch(null),
  time_zone: z.string().nullish().catch(null),
});

export const customerAnswer = z.union([
  z.object({ deleted: z.literal(true) }),
  z.object({
    deleted: z.literal(false).nullish(),
    name: z.string().nullish(),
    email: z.string().nullish().catch(null),
    metadata: metadata.nullish(),
    preferred_locales: z.array(z.string()).nullish(),
    address: z
      .object({
        country: z.string().nullish(),
        state: z.string().nullish().catch(null),
        postal_code: z.string().nullish().catch(null),
      })
      .nullish(),
  }),
]);
export type CustomerAnswer = z.infer<typeof customerAnswer>;

/** `GET /v1/payment_intents/{id}`. Of the metadata only the shop's order number is looked at. */
export const paymentIntentAnswer = z.object({
  id: z.string().min(1),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int().nullish(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  customer: reference,
  description: z.string().nullish().catch(null),
  metadata: z.object({ order_id: z.string().nullish().catch(null) }).nullish(),
});

/** `GET /v1/checkout/sessions`. */
export const sessionsAnswer = z.object({
  data: z.array(
    z.object({
      status: z.string().nullish(),
      url: z
        .url({ protocol: /^https?$/ })
        .nullish()
        .catch(null),
    }),
  ),
});
