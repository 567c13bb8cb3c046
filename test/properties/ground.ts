import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createPostgresLedger } from '../../src/adapters/postgres/ledger.ts';
import { createRelayStore } from '../../src/adapters/postgres/relay-store.ts';
import { composeActivityDeps, openDatabase, type OpenDatabase } from '../../src/composition.ts';
import { parseEnv } from '../../src/config/env.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { startRapiwaSimulator, startStripeSimulator } from '../simulators/index.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { workflowBundle } from '../support/temporal.ts';
import type { Ground } from './service.ts';
import { openSandbox } from './workflow-sandbox.ts';

export interface OpenGround extends Ground {
  readonly database: OpenDatabase;
  close(): Promise<void>;
}

const SECRETS = { STRIPE_SECRET_KEY: 'sk_test_properties', STRIPE_WEBHOOK_SECRET: 'whsec_properties' };

/** Real Postgres, real adapters, simulated providers over HTTP, on the clock of whatever is being played. */
export async function openGround(now: () => number): Promise<OpenGround> {
  const own = await createTestDatabase();
  const apiKey = randomUUID();
  const date = (): Date => new Date(now());
  const rapiwa = await startRapiwaSimulator({ apiKey, now: date });
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = SECRETS;
  const stripe = await startStripeSimulator({ secretKey, webhookSecret, now: date });
  const config = parseEnv({
    ...SECRETS,
    BUSINESS_NAME: 'Northwind Coffee',
    // What dies here is our process and not Postgres, so its commits need not wait for the disk.
    DATABASE_URL: `${own.url}?options=${encodeURIComponent('-c synchronous_commit=off')}`,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    STRIPE_API_BASE: stripe.url,
    RAPIWA_API_KEY: apiKey,
    RAPIWA_BASE_URL: rapiwa.url,
    RAPIWA_MIN_GAP_MS: '0',
    RAPIWA_HOURLY_CAP: '0',
    RAPIWA_DAILY_CAP: '0',
  });
  const log = pino({ level: 'silent' });
  const database = await openDatabase(config, log, { name: 'properties', size: 6 });
  const ledger = createPostgresLedger(database.db, () => 0, log);
  const clock = (): Promise<number> => Promise.resolve(now());
  const deps = await composeActivityDeps({ config, database: { ...database, ledger }, log, clock });
  const sandbox = await openSandbox(await workflowBundle());
  return {
    // A hold that nobody ends is looked at every 6 hours for a month: true, and slow.
    deps: { ...deps, policy: { ...deps.policy, holdRecheckMs: 3 * DAY_MS } },
    inbox: createInboxStore(database.pool),
    relayStore: createRelayStore(database.db),
    database,
    stripe,
    rapiwa,
    sandbox,
    close: async () => {
      await sandbox.close();
      await stripe.close();
      await rapiwa.close();
      await database.db.destroy();
      await own.drop();
    },
  };
}
