import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variables } from '../../src/config/variables.ts';
import {
  startRapiwaSimulator,
  type RapiwaSimulator,
  type SimulatedSource,
} from '../../test/simulators/index.ts';
import { startEmbeddedPostgres } from '../servers/embedded-postgres.ts';
import { freePort } from '../servers/free-port.ts';
import { startTemporalDevServer } from '../servers/temporal-dev-server.ts';
import { startChild } from '../supervisor/child.ts';
import { openLog } from '../supervisor/log-file.ts';
import type { DemoSource } from './sources.ts';

/** The whole service with one simulated source, in a folder of its own that is gone afterwards. */
export interface Stage {
  readonly source: SimulatedSource;
  readonly rapiwa: RapiwaSimulator;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string;
}

export interface StageOptions {
  readonly root: string;
  readonly cliPath: string;
  readonly name: string;
  readonly demo: DemoSource;
  /** e.g. `1s`. */
  readonly dayLength: string;
  /** Given what ends each thing as it begins; they are called last first. */
  readonly atEnd: (end: () => Promise<unknown>) => void;
}

/** Real Postgres, a real Temporal server, server and worker as processes: only source and Rapiwa are simulated. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { root, cliPath, name, demo, dayLength, atEnd } = options;
  const folder = await realpath(await mkdtemp(join(tmpdir(), `recoup-demo-${name}-`)));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const rapiwa = await startRapiwaSimulator({ apiKey: 'demo-device' });
  atEnd(rapiwa.close);
  const source = await demo.start();
  atEnd(source.close);
  const servers = await startServers({ folder, cliPath, atEnd });
  const port = await freePort();
  const env = {
    ...ownEnvironment(),
    ...demo.env(source.url),
    BUSINESS_NAME: 'Northwind Coffee Club',
    DAY_LENGTH: dayLength,
    RAPIWA_API_KEY: 'demo-device',
    RAPIWA_BASE_URL: rapiwa.url,
    HTTP_PORT: String(port),
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
  };
  const children = (['server', 'worker'] as const).map((part) => {
    const log = openLog(join(folder, 'logs'), part);
    const child = startChild({ name: part, root, script: join(root, `src/${part}.ts`), env, log });
    atEnd(child.stop);
    return child;
  });
  await Promise.all(children.map(({ ready }) => ready));
  source.setWebhookUrl(`http://127.0.0.1:${port}/webhooks/${name}`);
  return { ...servers, source, rapiwa };
}

type Serving = Pick<StageOptions, 'cliPath' | 'atEnd'> & { readonly folder: string };

async function startServers({ folder, cliPath, atEnd }: Serving) {
  const logOf = (name: string) => openLog(join(folder, 'logs'), name).write;
  const postgres = startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: logOf('postgres') });
  const temporal = startTemporalDevServer({
    cliPath,
    dbFile: join(folder, 'temporal.db'),
    log: logOf('temporal'),
  });
  // Each is ended although the other one fails to start.
  for (const server of [postgres, temporal]) {
    atEnd(async () => (await server.catch(() => null))?.stop());
  }
  const [{ url: databaseUrl }, { address: temporalAddress, uiUrl: temporalUiUrl }] = await Promise.all([
    postgres,
    temporal,
  ]);
  return { databaseUrl, temporalAddress, temporalUiUrl };
}

/** Neither the user's configuration nor their keys have a part in it. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name in variables.shape || name.startsWith('TEMPORAL_');
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
