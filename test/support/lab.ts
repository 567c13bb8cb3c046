import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { createLogAlerts } from '../../src/adapters/log/log-alerts.ts';
import { switchEvents } from '../../src/compose/events.ts';
import { composeWork } from '../../src/compose/work.ts';
import { composeIntake, openDatabase, type Intake, type OpenDatabase } from '../../src/composition.ts';
import { composePages } from '../../src/compose/pages.ts';
import { composeInbound, type Inbound } from '../../src/compose/inbound.ts';
import { parseEnv, type Config } from '../../src/config/env.ts';
import type { Rounds } from '../../src/inbox/rounds.ts';
import { createApp } from '../../src/http/app.ts';
import { eventDeliveryId } from '../../src/temporal/event-delivery.ts';
import { createWebhookRouter } from '../../src/webhooks/router.ts';
import {
  startRapiwaSimulator,
  startSlackSimulator,
  startSmtpSimulator,
  startStripeSimulator,
  type RapiwaSimulator,
  type SlackSimulator,
  type SmtpSimulator,
  type StripeSimulator,
} from '../simulators/index.ts';
import { eventually } from './eventually.ts';
import { startLabClock, type LabClock } from './lab-clock.ts';
import { createStoryDatabase } from './postgres.ts';
import { timeSkippingEnvironment, workflowBundle } from './temporal.ts';

/** The whole service on skipped time: real Postgres, real HTTP to simulated providers, real workflows. */
export interface Lab {
  readonly env: TestWorkflowEnvironment;
  readonly clock: LabClock;
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly stripe: StripeSimulator;
  readonly rapiwa: RapiwaSimulator;
  /** The service knows it only where the lab was opened with `email`. */
  readonly smtp: SmtpSimulator;
  /** The service knows it only where the lab was opened with `slack`. */
  readonly slack: SlackSimulator;
  readonly intake: Intake;
  readonly inbound: Inbound;
  /** e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Stops the worker, as a deploy does. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  close(): Promise<void>;
}

export const STRIPE_SECRET_KEY = 'sk_test_lab';
export const STRIPE_WEBHOOK_SECRET = 'whsec_lab';

export interface LabOptions {
  /**
   * Runs the worker keeps in memory. 0: every task replays its history, which a worker that is restarted needs here
   * (the test server waits for the old one), and which is slow for long histories. Default 100.
   */
  readonly cachedWorkflows?: number;
  /** A mail server is configured. */
  readonly email?: boolean;
  /** A Slack channel is configured. */
  readonly slack?: boolean;
  /** Where the service logs to; default: nowhere, or as `LAB_LOG` says. */
  readonly log?: Logger;
}

/** @param env variables on top of those every lab has; times are real days on a skipped clock */
export async function openLab(
  env: Record<string, string> = {},
  { cachedWorkflows = 100, email = false, slack: hasSlack = false, log = defaultLog() }: LabOptions = {},
): Promise<Lab> {
  const temporal = await timeSkippingEnvironment();
  const clock = await startLabClock(temporal);
  const testDatabase = await createStoryDatabase();
  const apiKey = randomUUID();
  const rapiwa = await startRapiwaSimulator({ apiKey, now: clock.date });
  const smtp = await startSmtpSimulator({ now: clock.date });
  const slack = await startSlackSimulator();
  const stripe = await startStripeSimulator({
    secretKey: STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_WEBHOOK_SECRET,
    now: clock.date,
  });
  const config = parseEnv({
    BUSINESS_NAME: 'Northwind Coffee',
    DATABASE_URL: testDatabase.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_TASK_QUEUE: `lab-${randomUUID()}`,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    STRIPE_API_BASE: stripe.url,
    RAPIWA_API_KEY: apiKey,
    RAPIWA_BASE_URL: rapiwa.url,
    ...(email ? { SMTP_URL: smtp.url, EMAIL_FROM: 'billing@northwind.example' } : {}),
    ...(hasSlack ? { SLACK_WEBHOOK_URL: slack.url } : {}),
    RAPIWA_WEBHOOK_TOKEN: `lab-${randomUUID()}`,
    ...env,
  });
  const database = await openDatabase(config, log, { name: 'lab', size: 8 });
  await switchEvents({ config, database });
  const parts = { temporal, clock, config, database, log };
  const worker = labWorker(parts, cachedWorkflows);
  await worker.start();
  const web = await startWeb(parts);
  stripe.setWebhookUrl(`${web.url}/webhooks/stripe`);
  rapiwa.setHookUrl(`${web.url}/webhooks/rapiwa/${config.rapiwa!.webhookToken}`);

  return {
    env: temporal,
    clock,
    config,
    database,
    stripe,
    rapiwa,
    smtp,
    slack,
    intake: web.intake,
    inbound: web.inbound,
    url: web.url,
    stopWorker: worker.stop,
    startWorker: worker.start,
    close: async () => {
      // What a failed test left hanging or held would be cut off in mid-flight below.
      rapiwa.setAnswer('api');
      rapiwa.release();
      await stripe.close();
      await web.close();
      await worker.rest();
      await endOpenRuns(temporal, database, config).finally(worker.stop);
      await rapiwa.close();
      await smtp.close();
      await slack.close();
      await database.db.destroy();
      await testDatabase.drop();
    },
  };
}

function defaultLog(): Logger {
  return pino({ level: process.env['LAB_LOG'] ?? 'silent' });
}

interface Parts {
  readonly temporal: TestWorkflowEnvironment;
  readonly clock: LabClock;
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly log: Logger;
}

function labWorker({ temporal, clock, config, database, log }: Parts, cachedWorkflows: number) {
  let running: { worker: Worker; run: Promise<void>; errands: Rounds | null } | null = null;
  return {
    start: async () => {
      // Not the environment's own client: that one skips time while it waits for a result.
      const client = new Client({
        connection: temporal.connection,
        namespace: temporal.namespace ?? 'default',
      });
      const work = await composeWork({ config, database, log, clock: clock.now, client });
      const worker = await Worker.create({
        connection: temporal.nativeConnection,
        taskQueue: config.temporal.taskQueue,
        workflowBundle: await workflowBundle(),
        // Workflows run in this thread: to start one of their own takes as long as a story.
        debugMode: true,
        activities: work.activities,
        sinks: work.sinks,
        // The same grace as in production: what is being sent is finished.
        shutdownGraceTime: '30s',
        maxCachedWorkflows: cachedWorkflows,
        stickyQueueScheduleToStartTimeout: '1s',
      });
      running = { worker, run: worker.run(), errands: work.keepGoing() };
    },
    rest: async () => {
      await running?.errands?.stop();
    },
    stop: async () => {
      await running?.errands?.stop();
      running?.worker.shutdown();
      await running?.run;
      running = null;
    },
  };
}

async function startWeb({ temporal, clock, config, database, log }: Parts) {
  const alerts = createLogAlerts(log, Date.now);
  const { client } = temporal;
  const intake = composeIntake({ config, database, client, log, alerts, now: clock.sync });
  const { engine } = intake;
  const inbound = await composeInbound({ config, database, engine, log, alerts, now: clock.sync });
  const pages = await composePages({ config, database, log, now: clock.sync });
  const router = createWebhookRouter({ ...intake, alerts, log, now: clock.sync });
  const app = createApp({
    machines: [router],
    routers: [...inbound.routers, ...pages],
    log,
    isDraining: () => false,
  });
  const respond = app.callback();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    intake,
    inbound,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await closeServer(server);
      await intake.inbox.drain();
      await intake.relay.stop();
      await inbound.stop();
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * A run left open would keep the shared clock from skipping once its worker is gone; so would one that is terminated
 * while an attempt of an activity is in flight.
 */
async function endOpenRuns(
  temporal: TestWorkflowEnvironment,
  { db }: OpenDatabase,
  { temporal: { taskQueue }, eventsWebhook }: Config,
): Promise<void> {
  const rows = await db.selectFrom('recoveries').select('workflow_id').execute();
  const ids = rows.flatMap(({ workflow_id: id }) => [id, id.replace(/^recovery:/, 'restore:')]);
  const delivery = eventsWebhook ? [eventDeliveryId(taskQueue)] : [];
  for (const id of [...ids, ...delivery]) {
    const handle = temporal.client.workflow.getHandle(id);
    if ((await statusOrAbsent(handle)) !== 'RUNNING') continue;
    await eventually(`${id} is idle`, () => isIdle(handle), 10_000).catch(() => null);
    await handle.terminate('end of test').catch(ignoreAbsent);
  }
}

const { PENDING_ACTIVITY_STATE_STARTED } = proto.temporal.api.enums.v1.PendingActivityState;

/** No attempt is at work: every workflow task is answered, and no activity is between start and answer. */
async function isIdle(handle: WorkflowHandle): Promise<boolean> {
  const { pendingActivities } = (await handle.describe()).raw;
  if ((pendingActivities ?? []).some(({ state }) => state === PENDING_ACTIVITY_STATE_STARTED)) return false;
  const { events } = await handle.fetchHistory();
  const last = (events ?? []).findLast((event) => Object.keys(event).some(isTaskOf));
  return Boolean(last?.workflowTaskCompletedEventAttributes);
}

const isTaskOf = (key: string): boolean => key.startsWith('workflowTask') && key.endsWith('Attributes');

/** Temporal's word for how a run stands, e.g. `RUNNING`; null when there is none. */
export function statusOrAbsent(handle: WorkflowHandle): Promise<string | null> {
  return handle.describe().then(({ status }) => status.name, ignoreAbsent);
}

function ignoreAbsent(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
