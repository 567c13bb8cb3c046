import { z } from 'zod';
import type { ToldDebt } from '../domain/told-debt.ts';

/*
 * Debt and customer in our own form: the generic webhook's events carry them, and GENERIC_READ_URL answers with them.
 * The field names are public (docs/generic-webhook.md). Messages name what to write and never what was written.
 */

// An id becomes a key in Postgres and part of a workflow id.
export const id = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters');

// Postgres keeps no NUL.
const text = z
  .string('must be a text')
  .max(500, 'must have 500 characters at most')
  .refine((value) => !value.includes('\0'), 'must not contain NUL')
  .transform((value) => value.trim() || null)
  .nullish();

const AMOUNT = 'must be minor units: an integer, or its digits as a text, e.g. "1999" for 19.99';
const amount = z
  .union([z.int(AMOUNT).nonnegative(AMOUNT), z.string().regex(/^\d{1,18}$/, AMOUNT)], AMOUNT)
  .transform(String);

const link = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .max(2_000)
  .nullish();

const flag = z.boolean('must be true or false').nullish();

export const customerForm = z.looseObject({
  id,
  name: text,
  email: text,
  phone: text,
  whatsapp_consent: flag,
  marketing_consent: flag,
  locale: text,
  country: text,
  state: text,
  postal_code: text,
  time_zone: text,
});
export type CustomerForm = z.infer<typeof customerForm>;

export const debtForm = z.looseObject({
  id,
  kind: z.enum(['invoice', 'order'], 'must be invoice or order').nullish(),
  amount_due: amount,
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'must be an ISO 4217 code, e.g. EUR')
    .transform((code) => code.toUpperCase()),
  number: text,
  pay_url: link,
  attempt: z.int('must be a whole number').nonnegative().max(10_000).nullish(),
  decline_code: text,
  subscription_id: id.nullish(),
});
export type DebtForm = z.infer<typeof debtForm>;

/** A number counts only with `whatsapp_consent: true`, offers only with `marketing_consent: true`. */
export function toldOf(debt: DebtForm, customer: CustomerForm | null): ToldDebt {
  return {
    number: debt.number ?? null,
    payUrl: debt.pay_url ?? null,
    customer: customer && {
      name: customer.name ?? null,
      email: customer.email ?? null,
      whatsappPhone: customer.whatsapp_consent === true ? (customer.phone ?? null) : null,
      marketingConsent: customer.marketing_consent === true,
      preferredLocales: customer.locale ? [customer.locale] : [],
      country: customer.country ?? null,
      state: customer.state ?? null,
      postalCode: customer.postal_code ?? null,
      timeZone: customer.time_zone ?? null,
    },
  };
}
