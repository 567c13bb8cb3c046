import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  type InjectedSinks,
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { startTimeSkippingServer } from '../../scripts/servers/time-skipping-server.ts';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import type { LedgerSinks } from '../../src/workflows/ledger-sink.ts';

/** The time-skipping server of this mocha process; tests run on it one after another. */
let environment: Promise<TestWorkflowEnvironment> | null = null;
const abandoned: Promise<TestWorkflowEnvironment>[] = [];
let bundle: Promise<WorkflowBundleWithSourceMap> | null = null;
let installed = false;

/** False where set-up found no test server: such tests are skipped by name. */
export const hasTestServer = Boolean(process.env['TEMPORAL_TEST_SERVER_PATH']);
/** False where set-up found no Temporal CLI. */
export const hasDevServer = Boolean(process.env['TEMPORAL_CLI_PATH']);

/** Core's warnings about a test server's missing features would drown the report. */
export function installQuietRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}

export function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  environment ??= startEnvironment();
  return environment;
}

export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
  bundle ??= bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return bundle;
}

/**
 * The next test gets a new server. Java's sometimes loses a run when a signal meets a completing activity, and then
 * skips no time for anybody. The old one goes on until the end: to close its connections would throw into later tests
 * what is still being asked of it.
 */
export function abandonTemporal(): void {
  if (environment) abandoned.push(environment);
  environment = null;
}

export async function stopTemporal(): Promise<void> {
  const running = environment;
  environment = null;
  await (await running)?.teardown();
  for (const env of abandoned.splice(0)) await endServer(await env);
}

/** Only the process: its connections end with ours. */
async function endServer(env: TestWorkflowEnvironment): Promise<void> {
  const { runtime, server } = env as unknown as {
    runtime: { shutdownEphemeralServer(server: unknown): Promise<void> };
    server: unknown;
  };
  await runtime.shutdownEphemeralServer(server);
}

async function startEnvironment(): Promise<TestWorkflowEnvironment> {
  installQuietRuntime();
  const path = process.env['TEMPORAL_TEST_SERVER_PATH'];
  if (!path) throw new Error('TEMPORAL_TEST_SERVER_PATH is not set: run the tests with `npm test`');
  const env = await startTimeSkippingServer(path);
  await ensureSearchAttributes(env.connection.operatorService, env.namespace ?? 'default');
  return env;
}

/** For workers without a ledger: what runs tell it is heard and dropped. */
export const NO_LEDGER: InjectedSinks<LedgerSinks> = {
  ledger: { holdChanged: { fn: () => undefined, callDuringReplay: false } },
};
