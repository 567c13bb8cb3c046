import type { Source } from '../../src/domain/ids.ts';
import {
  startChargebeeSimulator,
  startGenericSimulator,
  startPaddleSimulator,
  startPaypalSimulator,
  startStripeSimulator,
  type SimulatedSource,
} from '../../test/simulators/index.ts';

/** A source's trial: its simulator, and what makes the service use it. */
export interface DemoSource {
  readonly start: () => Promise<SimulatedSource>;
  readonly env: (url: string) => Readonly<Record<string, string>>;
}

/** One line for each source. */
export const DEMO_SOURCES: Readonly<Record<Source, DemoSource>> = {
  stripe: {
    start: startStripe,
    env: (url) => ({
      STRIPE_SECRET_KEY: 'sk_test_demo',
      STRIPE_WEBHOOK_SECRET: 'whsec_demo',
      STRIPE_API_BASE: url,
    }),
  },
  paypal: {
    start: startPaypal,
    env: (url) => ({
      PAYPAL_CLIENT_ID: 'demo-client',
      PAYPAL_CLIENT_SECRET: 'demo-secret',
      PAYPAL_WEBHOOK_ID: 'WH-DEMO',
      PAYPAL_API_BASE: url,
    }),
  },
  paddle: {
    start: () => startPaddleSimulator({ apiKey: 'pdl_sdbx_apikey_demo', webhookSecret: 'pdl_ntfset_demo' }),
    env: (url) => ({
      PADDLE_API_KEY: 'pdl_sdbx_apikey_demo',
      PADDLE_WEBHOOK_SECRET: 'pdl_ntfset_demo',
      PADDLE_API_BASE: url,
    }),
  },
  chargebee: {
    start: startChargebee,
    env: (url) => ({
      CHARGEBEE_SITE: 'demo-test',
      CHARGEBEE_API_KEY: 'test_demo',
      CHARGEBEE_WEBHOOK_USERNAME: 'recoup',
      CHARGEBEE_WEBHOOK_PASSWORD: 'demo-password',
      CHARGEBEE_API_BASE: url,
    }),
  },
  generic: {
    start: () => startGenericSimulator({ secret: 'demo-secret' }),
    env: (url) => ({ GENERIC_WEBHOOK_SECRET: 'demo-secret', GENERIC_READ_URL: `${url}/debts/{debt_id}` }),
  },
};

async function startStripe(): Promise<SimulatedSource> {
  const stripe = await startStripeSimulator({ secretKey: 'sk_test_demo', webhookSecret: 'whsec_demo' });
  return {
    ...stripe,
    createDebt: (payer) => {
      const customer = stripe.createCustomer(payer).id;
      return stripe.createInvoice({ customer, amount: 1999, currency: 'usd' }).id;
    },
    failPayment: (id) => void stripe.failInvoice(id),
    pay: (id) => void stripe.payInvoice(id),
  };
}

/** A debt is the subscription and the day on which its payment failed. */
async function startPaypal(): Promise<SimulatedSource> {
  const paypal = await startPaypalSimulator({
    clientId: 'demo-client',
    clientSecret: 'demo-secret',
    webhookId: 'WH-DEMO',
  });
  const subscriptionOf = (debtId: string) => debtId.split(':')[0]!;
  return {
    ...paypal,
    createDebt: ({ whatsappPhone }) => {
      const customId = new URLSearchParams({ whatsapp_phone: whatsappPhone, time_zone: 'UTC' }).toString();
      const { id } = paypal.createSubscription({ customId });
      return `${id}:${new Date().toISOString().slice(0, 10)}`;
    },
    failPayment: (debtId) => void paypal.failPayment(subscriptionOf(debtId), { value: '19.99' }),
    pay: (debtId) => void paypal.payAll(subscriptionOf(debtId)),
  };
}

async function startChargebee(): Promise<SimulatedSource> {
  const chargebee = await startChargebeeSimulator({
    apiKey: 'test_demo',
    username: 'recoup',
    password: 'demo-password',
  });
  return {
    ...chargebee,
    createDebt: ({ name, whatsappPhone }) => {
      const customer = chargebee.createCustomer({ firstName: name, whatsappPhone }).id;
      return chargebee.createInvoice({ customer, amount: 1999, currency: 'USD' }).id;
    },
    failPayment: (id) => void chargebee.failInvoice(id),
    pay: (id) => void chargebee.payInvoice(id),
  };
}
