import { z } from 'zod';

const text = z.string().nullable();

/** A customer as an event described them. */
export const toldCustomer = z.object({
  name: text,
  email: text,
  whatsappPhone: text,
  marketingConsent: z.boolean(),
  preferredLocales: z.array(z.string()),
  country: text,
  state: text,
  postalCode: text,
  timeZone: text,
});

export const toldDebt = z.object({ number: text, payUrl: text, customer: toldCustomer.nullable() });
