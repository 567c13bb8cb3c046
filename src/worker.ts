import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createLogger } from './adapters/log/logger.ts';
import { checkTexts } from './compose/texts.ts';
import { switchEvents } from './compose/events.ts';
import { composeWork } from './compose/work.ts';
import { openDatabase } from './composition.ts';
import { parseWorkerEnv, type Config } from './config/env.ts';
import { DAY_MS } from './domain/duration.ts';
import { announceReady, runProcess, untilAskedToStop } from './process-life.ts';
import { lazyClient, temporalTarget } from './temporal/connection.ts';
import { ensureDigestSchedule } from './temporal/digest-schedule.ts';
import { ensureReconciliationSchedule } from './temporal/schedule.ts';
import { ensureSearchAttributes } from './temporal/search-attributes.ts';

/** Runs workflows and activities: everything that waits, decides and sends. */
async function main(): Promise<void> {
  // Before anything is reached: whoever has half a configuration hears that first.
  const config = parseWorkerEnv(process.env);
  const log = createLogger('worker', config.logLevel);
  installRuntime(log);
  checkTexts(config, log);
  const target = temporalTarget(config.temporal.env);
  const database = await openDatabase(config, log, { name: 'worker', size: 12 });
  const parts = { config, database, log, clock: () => Promise.resolve(Date.now()) };
  await switchEvents(parts);
  const client = lazyClient(target);
  const { activities, sinks, keepGoing } = await composeWork({ ...parts, client });
  const { namespace = 'default', connectionOptions } = target;
  const connection = await NativeConnection.connect(connectionOptions);
  await ensureSearchAttributes(connection.operatorService, namespace);
  const options = { ...workerOptions(config), connection, namespace, activities, sinks };
  const worker = await Worker.create(options);
  warnOf(config, log);
  await schedule(client, config, log);
  const health = await serveHealth(config.http, worker);
  const askedToStop = untilAskedToStop();
  const running = worker.run();
  const errands = keepGoing();
  announceReady();
  log.info({ taskQueue: config.temporal.taskQueue }, 'worker.ready');

  await Promise.race([running, askedToStop]);
  // Not when it has ended by itself: it cannot be shut down twice.
  if (!ENDED.includes(worker.getState())) worker.shutdown();
  await errands?.stop();
  await running;
  health?.close();
  await client.connection.close();
  await connection.close();
  await database.db.destroy();
}

/** Settings that are in order, and perhaps not meant. */
function warnOf({ sendMode, contactWindow, timeZone }: Config, log: Logger): void {
  if (sendMode === 'shadow') log.warn({ remedy: 'set SEND_MODE=live' }, 'worker.shadow_sends_nothing');
  if (contactWindow.kind === 'off' || timeZone !== 'UTC') return;
  log.warn({ remedy: 'set DEFAULT_TIME_ZONE to the zone of your customers' }, 'worker.contact_hours_are_utc');
}

/** Recoveries run without it; what it would repair waits for `recoup reconcile`, or for a person who may schedule. */
async function schedule(client: Client, config: Config, log: Logger): Promise<void> {
  const { taskQueue } = config.temporal;
  try {
    await ensureReconciliationSchedule({ client, taskQueue });
    if (hasDigest(config)) await ensureDigestSchedule({ client, taskQueue, zone: config.timeZone });
  } catch (error) {
    const remedy = 'let this identity create schedules, or run `recoup reconcile` hourly by other means';
    log.warn({ err: error, remedy }, 'reconciliation.not_scheduled');
  }
}

/** A team that can be reached, and days that are days. */
function hasDigest({ slackWebhookUrl, email, supportContact, dayLengthMs }: Config): boolean {
  const hasTeam = slackWebhookUrl !== null || (email !== null && supportContact !== null);
  return hasTeam && dayLengthMs === DAY_MS;
}

const ENDED: readonly string[] = ['STOPPING', 'DRAINING', 'DRAINED', 'STOPPED', 'FAILED'];

function workerOptions(config: Config): WorkerOptions {
  return {
    taskQueue: config.temporal.taskQueue,
    ...workflowCode(),
    // Above the longest send: an attempt that is cut off would be an unknown for nothing.
    shutdownGraceTime: (config.rapiwa?.timeoutMs ?? 0) + (config.email ? 20_000 : 10_000),
    // A sleeping recovery wakes every few days: keeping it in memory buys nothing (reference: 0.2 MB each).
    maxCachedWorkflows: 300,
    // After a killed worker its workflow tasks wait this long before another worker may take them.
    stickyQueueScheduleToStartTimeout: '3s',
    // One linked phone sends one message at a time; the rest is reading and waiting.
    maxConcurrentActivityTaskExecutions: 20,
  };
}

/** The bundle made by the build; from source, the workflows are bundled now. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)) };
}

/** Signals are ours: the worker is shut down by us, after them. */
function installRuntime(log: Logger): void {
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => {
    const { error, ...fields } = (meta ?? {}) as Record<string, unknown>;
    const write = level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'info';
    log[write]({ ...fields, ...(error === undefined ? {} : { err: error }) }, message);
  });
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
  });
}

/** `GET /healthz` on `WORKER_HEALTH_PORT`: 200 while the worker polls. */
async function serveHealth(
  { host, workerHealthPort }: Config['http'],
  worker: Worker,
): Promise<Server | null> {
  if (workerHealthPort === null) return null;
  const server = createServer((_request, response) => {
    response.statusCode = worker.getState() === 'RUNNING' ? 200 : 503;
    response.end(worker.getState());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(workerHealthPort, host, resolve);
  });
  return server;
}

await runProcess(main);
