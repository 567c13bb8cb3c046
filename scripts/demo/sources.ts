import type { Source } from '../../src/domain/ids.ts';
import {
  chargebeeAsSource,
  paypalAsSource,
  startChargebeeSimulator,
  startGenericSimulator,
  startPaddleSimulator,
  startPaypalSimulator,
  startStripeSimulator,
  stripeAsSource,
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
    start: async () =>
      stripeAsSource(await startStripeSimulator({ secretKey: 'sk_test_demo', webhookSecret: 'whsec_demo' })),
    env: (url) => ({
      STRIPE_SECRET_KEY: 'sk_test_demo',
      STRIPE_WEBHOOK_SECRET: 'whsec_demo',
      STRIPE_API_BASE: url,
    }),
  },
  paypal: {
    start: async () =>
      paypalAsSource(
        await startPaypalSimulator({
          clientId: 'demo-client',
          clientSecret: 'demo-secret',
          webhookId: 'WH-DEMO',
        }),
      ),
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
    start: async () =>
      chargebeeAsSource(
        await startChargebeeSimulator({
          apiKey: 'test_demo',
          username: 'recoup',
          password: 'demo-password',
        }),
      ),
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
