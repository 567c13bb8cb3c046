import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../servers/embedded-postgres.ts';
import { freePort } from '../../servers/free-port.ts';
import { startTemporalDevServer } from '../../servers/temporal-dev-server.ts';
import { compile } from '../compile.ts';
import { startMeasuredProcess, type MeasuredProcess } from '../measured-process.ts';
import { processTreeCpuMs } from '../process-tree-cpu.ts';
import type { Contender } from './contender.ts';
import { createDatabase, openInboxTable } from './inbox-table.ts';
import { SECRET } from './webhook.ts';

/** All that runs while accepting is measured. */
export interface Stage {
  readonly contenders: readonly Contender[];
  readonly databaseCpuMs: () => number | null;
  close(): Promise<void>;
}

const SERVER = 'src/server.ts';
const BARE = 'scripts/bench/accept/bare-handler.ts';
const PRELOAD = 'scripts/bench/report-usage.ts';
/** `workflow.start` is so much slower that as many requests would take minutes. */
const AWAITING_SHARE = 1 / 20;

/** @param temporalCli empty where there is none: then only what needs no Temporal is measured */
export async function setStage(root: string, temporalCli: string): Promise<Stage> {
  await mkdir(join(root, '.recoup'), { recursive: true });
  // Within the repository: compiled code finds its packages above itself.
  const folder = await mkdtemp(join(root, '.recoup', 'bench-'));
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined });
    closing.push(() => postgres.stop());
    const compiled = await compile(root, join(folder, 'compiled'), [SERVER, BARE, PRELOAD]);
    const start = startIn({ compiled, closing });
    const contenders = [...(await withoutTemporal(start, postgres))];
    if (temporalCli) {
      const dbFile = join(folder, 'temporal.db');
      const temporal = await startTemporalDevServer({ cliPath: temporalCli, dbFile, log: () => undefined });
      closing.push(() => temporal.stop());
      contenders.push(...(await withTemporal(start, postgres, temporal.address)));
    }
    for (const { inbox } of contenders) if (inbox) closing.push(() => inbox.close());
    return { contenders, databaseCpuMs: () => processTreeCpuMs(postgres.pid), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Start = (script: string, env: Record<string, string>) => Promise<MeasuredProcess>;

interface Starting {
  readonly compiled: (script: string) => string;
  readonly closing: (() => Promise<void>)[];
}

function startIn({ compiled, closing }: Starting): Start {
  return async (script, env) => {
    const started = await startMeasuredProcess({
      script: compiled(script),
      preload: compiled(PRELOAD),
      // Not our whole environment: nothing of the developer's has a say.
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', STRIPE_WEBHOOK_SECRET: SECRET, ...env },
    });
    closing.push(() => started.stop());
    return started;
  };
}

async function withoutTemporal(start: Start, postgres: EmbeddedPostgres): Promise<Contender[]> {
  const bare = {
    name: 'bare Koa handler, same verifier',
    isYardstick: true,
    path: '/',
    share: 1,
    inbox: null,
  };
  const nobody = `127.0.0.1:${await freePort()}`;
  return [
    { ...bare, server: await start(BARE, {}) },
    await recoup(start, { name: 'recoup, Temporal stopped', databaseUrl: postgres.url, temporal: nobody }),
  ];
}

async function withTemporal(start: Start, { url }: EmbeddedPostgres, temporal: string): Promise<Contender[]> {
  const databaseUrl = await createDatabase(url, 'recoup_with_temporal');
  const awaiting = { isYardstick: false, path: '/', share: AWAITING_SHARE, inbox: null };
  return [
    await recoup(start, { name: 'recoup, handing over to Temporal meanwhile', databaseUrl, temporal }),
    {
      ...awaiting,
      name: 'bare handler that awaits workflow.start',
      server: await start(BARE, { TEMPORAL_ADDRESS: temporal }),
    },
  ];
}

interface RecoupOptions {
  readonly name: string;
  readonly databaseUrl: string;
  readonly temporal: string;
}

/** The production server, with nothing but what it cannot do without. */
async function recoup(start: Start, { name, databaseUrl, temporal }: RecoupOptions): Promise<Contender> {
  const server = await start(SERVER, {
    BUSINESS_NAME: 'Bench',
    HTTP_PORT: '0',
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_API_BASE: 'http://127.0.0.1:1',
  });
  const inbox = await openInboxTable(databaseUrl);
  return { name, isYardstick: false, server, path: '/webhooks/stripe', share: 1, inbox };
}
