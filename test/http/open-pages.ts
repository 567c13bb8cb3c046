import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composePages } from '../../src/compose/pages.ts';
import { composePayLinks } from '../../src/compose/links.ts';
import { parseEnv, type Config } from '../../src/config/env.ts';
import type { RecoveryRecord } from '../../src/ports/ledger.ts';
import { createApp } from '../../src/http/app.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { aRecovery, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { startStripeSimulator, type StripeSimulator } from '../simulators/index.ts';

export const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;

/** The pages for customers, over a real database and a simulated Stripe. */
export interface OpenPages {
  readonly stripe: StripeSimulator;
  readonly ledger: OpenLedger;
  readonly config: Config;
  /** Where the pages are, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Everything that was logged, as lines of JSON. */
  readonly lines: string[];
  /** So many days after the first. */
  setDay(day: number): void;
  /** A recovery of an open invoice at Stripe. @returns its payment link as a message carries it */
  anOpenDebt(debtId: string, change?: Partial<RecoveryRecord['input']>): Promise<string>;
  close(): Promise<void>;
}

/** @param env variables on top of those that the pages need */
export async function openPages(env: Record<string, string> = {}): Promise<OpenPages> {
  const ledger = await openLedger();
  const secretKey = `sk_test_${randomUUID()}`;
  const stripe = await startStripeSimulator({ secretKey, webhookSecret: 'whsec_any' });
  let now = NOW;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = parseEnv({
    BUSINESS_NAME: 'Northwind <Coffee> & Co',
    DATABASE_URL: ledger.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: 'whsec_any',
    STRIPE_API_BASE: stripe.url,
    APP_SECRET: 'a secret of the pages',
    PUBLIC_URL: url,
    ...env,
  });
  const { log, lines } = capturedLogger();
  const database = ledger;
  const routers = await composePages({ config, database, log, now: () => now });
  const app = createApp({ routers, log, isDraining: () => false });
  const respond = app.callback();
  server.on('request', (request, response) => void respond(request, response));
  const links = (await composePayLinks(config, database, () => Promise.resolve(now)))!;
  return {
    stripe,
    ledger,
    config,
    url,
    lines,
    setDay: (day) => void (now = NOW + day * DAY),
    anOpenDebt: async (debtId, change = {}) => {
      const customer = change.customerId ?? `cus_of_${debtId}`;
      if (!stripe.state.customers[customer]) stripe.createCustomer({ id: customer, name: 'Maria Silva' });
      if (change.kind !== 'order')
        stripe.createInvoice({ id: debtId, customer, amount: 1999, currency: 'usd' });
      const record = aRecovery({ debt: { source: 'stripe', debtId }, customerId: customer });
      await ledger.ledger.openRecovery({ ...record, input: { ...record.input, ...change } });
      return links.linkTo({ source: 'stripe', debtId });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stripe.close();
      await ledger.close();
    },
  };
}
