import { z } from 'zod';
import type { CardPortal } from '../../ports/card-portal.ts';
import { createReader, inAccount, type StripeClientOptions } from './client.ts';
import { notThere } from './errors.ts';

const sessionAnswer = z.object({ url: z.url({ protocol: /^https?$/ }) });

/**
 * `POST /v1/billing_portal/sessions` that begins at the change of the payment method. Its address is good for minutes, so
 * it is asked for on a click and never stood in a message.
 * @see https://docs.stripe.com/api/customer_portal/sessions/create, read 2026-11-23
 */
export function createStripePortal(options: StripeClientOptions): CardPortal {
  const { stripe, read } = createReader(options);
  return {
    async open({ customerId, returnUrl, doneUrl }) {
      const { id, options: within } = inAccount(customerId);
      const doing = `opening the billing portal for ${customerId}`;
      const answer = await read({
        doing,
        schema: sessionAnswer,
        ask: () =>
          stripe.billingPortal.sessions.create(
            {
              customer: id,
              return_url: returnUrl,
              flow_data: {
                type: 'payment_method_update',
                after_completion: { type: 'redirect', redirect: { return_url: doneUrl } },
              },
            },
            within,
          ),
      });
      if (answer === 'missing') throw notThere(doing);
      return answer.url;
    },
  };
}
