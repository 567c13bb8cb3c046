import { randomUUID } from 'node:crypto';
import { openDatabase, type OpenDatabase } from '../../src/composition.ts';
import { parseEnv, type Config } from '../../src/config/env.ts';
import {
  startRapiwaSimulator,
  startSmtpSimulator,
  startStripeSimulator,
  type RapiwaSimulator,
  type SmtpSimulator,
  type StripeSimulator,
} from '../../test/simulators/index.ts';
import { createChronicle, type Chronicle } from './chronicle.ts';
import { createGate, type Gate } from './gate.ts';
import { listenForAlerts, type ToldStaff } from './staff.ts';
import type { SkippedClock } from './skipped-clock.ts';
import type { Stage } from './stage.ts';
import { startWeb } from './web.ts';
import { startSimulationWorker } from './worker.ts';

/** The whole service with providers of its own, on skipped time: what would run in production, and nobody outside. */
export interface World {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly stripe: StripeSimulator;
  readonly rapiwa: RapiwaSimulator;
  /** Null where no mail server is configured. */
  readonly smtp: SmtpSimulator | null;
  readonly chronicle: Chronicle;
  /** What the billing team was told. */
  readonly staff: readonly ToldStaff[];
  /** Activities that have ended so far. */
  done(): number;
  /** Passed by every activity before it begins. */
  readonly work: Gate;
  /** Resolves when everything the providers told has been handed to the workflows. */
  untilHeard(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly stage: Stage;
  readonly clock: SkippedClock;
  /** The user's, see `user-variables.ts`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly hasEmail: boolean;
  /** Runs that the worker keeps in memory: as many as there are, or each task replays a history. */
  readonly cachedWorkflows: number;
}

const STRIPE_SECRET_KEY = 'sk_test_simulation';
const STRIPE_WEBHOOK_SECRET = 'whsec_simulation';

export async function openWorld(options: WorldOptions): Promise<World> {
  const { stage, clock } = options;
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const own = await stage.createDatabase();
    closing.push(() => own.drop());
    const providers = await startProviders(options);
    closing.push(() => providers.close());
    const config = configOf(options, providers, own.url);
    const { log, staff } = listenForAlerts(clock.now);
    const database = await openDatabase(config, log, { name: 'simulation', size: DATABASE_CONNECTIONS });
    closing.push(() => database.db.destroy());
    const chronicle = createChronicle(clock.now);
    const work = createGate();
    const parts = { ...options, config, database, log, chronicle, work };
    const worker = await startSimulationWorker(parts);
    closing.push(() => worker.stop());
    const web = await startWeb(parts);
    closing.push(() => web.close());
    providers.stripe.setWebhookUrl(`${web.url}/webhooks/stripe`);
    providers.rapiwa.setHookUrl(`${web.url}/webhooks/rapiwa/${config.rapiwa!.webhookToken}`);
    const untilHeard = async (): Promise<void> => {
      await providers.stripe.untilDelivered();
      await web.untilHandedOver();
    };
    const { done } = worker;
    return { ...providers, config, database, chronicle, staff, done, work, untilHeard, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const DATABASE_CONNECTIONS = 8;

async function startProviders({ clock, hasEmail }: WorldOptions) {
  const now = (): Date => new Date(clock.now());
  const apiKey = randomUUID();
  const rapiwa = await startRapiwaSimulator({ apiKey, now });
  const smtp = hasEmail ? await startSmtpSimulator({ now }) : null;
  const stripe = await startStripeSimulator({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET,
    now,
  });
  const close = async (): Promise<void> => {
    await stripe.close();
    await rapiwa.close();
    await smtp?.close();
  };
  return { apiKey, rapiwa, smtp, stripe, close };
}

type Providers = Awaited<ReturnType<typeof startProviders>>;

/** Throws a `ConfigError` with every problem of the user's own variables. */
function configOf(
  { stage, variables, hasEmail }: WorldOptions,
  { apiKey, rapiwa, smtp, stripe }: Providers,
  url: string,
): Config {
  const { EMAIL_FROM, ...rest } = variables;
  return parseEnv({
    ...rest,
    ...(hasEmail && smtp ? { SMTP_URL: smtp.url, EMAIL_FROM } : {}),
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: stage.temporal.address,
    TEMPORAL_TASK_QUEUE: `simulation-${randomUUID()}`,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    STRIPE_API_BASE: stripe.url,
    RAPIWA_API_KEY: apiKey,
    RAPIWA_BASE_URL: rapiwa.url,
    RAPIWA_WEBHOOK_TOKEN: `simulation-${randomUUID()}`,
  });
}
