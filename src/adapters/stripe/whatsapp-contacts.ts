import { z } from 'zod';
import type { WhatsappContacts } from '../../ports/whatsapp-consent.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';
import { notThere } from './errors.ts';

/** `POST /v1/customers/{id}`: the two keys of its metadata that `readings.ts` reads; all others stay as they are. */
export function createStripeWhatsappContacts(options: StripeClientOptions): WhatsappContacts {
  const { stripe, read } = createReader(options);
  return {
    async save({ customerId, phone, offers }) {
      const { id, options: within } = inAccount(customerId);
      const doing = `writing the WhatsApp number of customer ${customerId}`;
      const metadata = { whatsapp_phone: phone, whatsapp_marketing_consent: offers ? 'yes' : 'no' };
      const answer = await read({
        doing,
        schema: z.looseObject({}),
        ask: () => stripe.customers.update(id, { metadata }, within),
      });
      if (answer === 'missing') throw notThere(doing);
    },
  };
}
