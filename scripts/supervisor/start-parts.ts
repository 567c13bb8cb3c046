import { join } from 'node:path';
import { startEmbeddedPostgres } from '../servers/embedded-postgres.ts';
import { freePort } from '../servers/free-port.ts';
import { startTemporalDevServer } from '../servers/temporal-dev-server.ts';
import { startChild } from './child.ts';
import {
  childEnvironment,
  sandboxEnvironment,
  sandboxProviders,
  type Places,
  type SandboxPlace,
} from './child-environment.ts';
import { openLog } from './log-file.ts';
import { postgresDirectory, scriptOf, temporalFile, type PartName } from './ownership.ts';
import type { Parts } from './parts.ts';
import type { Plan } from './plan.ts';
import type { RunDirectory } from './run-directory.ts';
import { StartError, type Ports } from './settings.ts';

/** What starting needs: the plan, the ports it got, and where processes are kept and noted. */
export interface StartContext {
  plan: Plan;
  ports: Ports;
  parts: Parts;
  run: RunDirectory;
}

/** Starts every part in the order of need and resolves when all of them are ready. */
export async function startParts(context: StartContext): Promise<Places> {
  const { plan, ports, run } = context;
  const [databaseUrl, temporal] = await Promise.all([provideDatabase(context), provideTemporal(context)]);
  const places: Places = {
    serverUrl: `http://127.0.0.1:${ports.HTTP_PORT}`,
    httpPort: ports.HTTP_PORT,
    databaseUrl,
    ...temporal,
    ...(plan.sandbox ? { sandbox: await sandboxPlace(context) } : {}),
  };
  run.writeEnvironment(publishedEnvironment(places));
  if (plan.sandbox) await startOwn(context, 'sandbox', sandboxEnvironment(plan.env, places));
  const env = childEnvironment(plan.env, places);
  await Promise.all([startOwn(context, 'server', env), startOwn(context, 'worker', env)]);
  return places;
}

async function provideDatabase({ plan, parts, run }: StartContext): Promise<string> {
  if (plan.env['DATABASE_URL']) return plan.env['DATABASE_URL'];
  const { write: log } = openLog(join(plan.dataDir, 'logs'), 'postgres');
  const start = () => startEmbeddedPostgres({ dataDir: postgresDirectory(plan.dataDir), log });
  const { url, pid } = await parts.start('postgres', start);
  run.notePid('postgres', pid);
  return url;
}

async function provideTemporal({ plan, ports, parts, run }: StartContext) {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_CLI_PATH: cliPath, TEMPORAL_NAMESPACE: namespace } = plan.env;
  if (address) return { temporalAddress: address };
  if (!cliPath)
    throw new StartError('TEMPORAL_CLI_PATH is not set. Start recoup by `npm start`, which finds it.');
  const start = () =>
    startTemporalDevServer({
      cliPath,
      dbFile: temporalFile(plan.dataDir),
      port: ports.TEMPORAL_DEV_PORT,
      uiPort: ports.TEMPORAL_UI_PORT,
      ...(namespace ? { namespace } : {}),
      log: openLog(join(plan.dataDir, 'logs'), 'temporal').write,
      onSpawn: (pid) => run.notePid('temporal', pid),
    });
  const server = await parts.start('temporal', start);
  return { temporalAddress: server.address, temporalUiUrl: server.uiUrl };
}

async function sandboxPlace({ plan, ports, run }: StartContext): Promise<SandboxPlace> {
  return {
    url: `http://127.0.0.1:${ports.SANDBOX_PORT}`,
    port: ports.SANDBOX_PORT,
    // Told to nobody but our own parts, so any will do.
    smtpPort: await freePort(),
    stateFile: join(plan.dataDir, 'sandbox.json'),
    webhookToken: run.keptSecret('rapiwa-webhook-token'),
  };
}

async function startOwn(
  context: StartContext,
  name: PartName & ('server' | 'worker' | 'sandbox'),
  env: NodeJS.ProcessEnv,
) {
  const { plan, parts, run } = context;
  const child = await parts.start(name, () => {
    const log = openLog(join(plan.dataDir, 'logs'), name);
    const spawned = startChild({ name, root: plan.root, script: scriptOf(plan.root, name), env, log });
    run.notePid(name, spawned.pid);
    return spawned;
  });
  await child.ready;
}

/** What `run/env.json` tells the operator CLI. */
function publishedEnvironment(places: Places): Record<string, string> {
  return {
    DATABASE_URL: places.databaseUrl,
    TEMPORAL_ADDRESS: places.temporalAddress,
    ...(places.temporalUiUrl ? { TEMPORAL_UI_URL: places.temporalUiUrl } : {}),
    RECOUP_SERVER_URL: places.serverUrl,
    ...(places.sandbox ? { SANDBOX_URL: places.sandbox.url, ...sandboxProviders(places.sandbox) } : {}),
  };
}
