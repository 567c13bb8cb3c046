import type { EmbeddedPostgres } from '../../servers/embedded-postgres.ts';
import { freePort } from '../../servers/free-port.ts';
import type { MeasuredProcess } from '../measured-process.ts';
import { processTreeCpuMs } from '../process-tree-cpu.ts';
import type { Contender } from './contender.ts';
import { createDatabase, openInboxTable } from './inbox-table.ts';
import { openJobs, type BenchRedis } from './redis.ts';

export const SERVER = 'src/server.ts';
export const BARE = 'scripts/bench/accept/bare-handler.ts';
/** `workflow.start` is so much slower that as many requests would take minutes. */
const AWAITING_SHARE = 1 / 20;

/** Starts a script in a process of its own; it is stopped with the stage. */
export type Start = (script: string, env: Record<string, string>) => Promise<MeasuredProcess>;

const BARE_CONTENDER = {
  isYardstick: false,
  path: '/',
  share: 1,
  inbox: null,
  databaseCpuMs: () => 0,
};

export async function withoutTemporal(start: Start, postgres: EmbeddedPostgres): Promise<Contender[]> {
  const name = 'bare Koa handler, same verifier';
  const keepingUrl = await createDatabase(postgres.url, 'kept');
  const nobody = `127.0.0.1:${await freePort()}`;
  return [
    { ...BARE_CONTENDER, name, isYardstick: true, server: await start(BARE, {}) },
    {
      ...BARE_CONTENDER,
      name: 'bare handler that commits id and body, commits shared',
      server: await start(BARE, { DATABASE_URL: keepingUrl }),
      inbox: await openInboxTable(keepingUrl, 'kept_events'),
      databaseCpuMs: () => processTreeCpuMs(postgres.pid),
    },
    await recoup(start, {
      name: 'recoup, Temporal stopped',
      databaseUrl: postgres.url,
      postgres,
      temporal: nobody,
    }),
  ];
}

export async function withTemporal(
  start: Start,
  postgres: EmbeddedPostgres,
  temporal: string,
): Promise<Contender[]> {
  const databaseUrl = await createDatabase(postgres.url, 'recoup_with_temporal');
  const name = 'bare handler that awaits workflow.start';
  const server = await start(BARE, { TEMPORAL_ADDRESS: temporal });
  return [
    await recoup(start, {
      name: 'recoup, handing over to Temporal meanwhile',
      databaseUrl,
      postgres,
      temporal,
    }),
    { ...BARE_CONTENDER, name, server, share: AWAITING_SHARE },
  ];
}

/** What a job queue costs that keeps each job before it answers. */
export async function withRedis(start: Start, { pid, port }: BenchRedis): Promise<Contender> {
  return {
    ...BARE_CONTENDER,
    name: 'bare handler that awaits BullMQ, appendfsync always',
    server: await start(BARE, { REDIS_PORT: String(port) }),
    inbox: openJobs(port),
    databaseCpuMs: () => processTreeCpuMs(pid),
  };
}

interface RecoupOptions {
  readonly name: string;
  readonly databaseUrl: string;
  readonly postgres: EmbeddedPostgres;
  readonly temporal: string;
}

/** The production server, with nothing but what it cannot do without. */
async function recoup(start: Start, options: RecoupOptions): Promise<Contender> {
  const { name, databaseUrl, postgres, temporal } = options;
  const server = await start(SERVER, {
    BUSINESS_NAME: 'Bench',
    HTTP_PORT: '0',
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_API_BASE: 'http://127.0.0.1:1',
  });
  const inbox = await openInboxTable(databaseUrl, 'inbox_events');
  const databaseCpuMs = () => processTreeCpuMs(postgres.pid);
  return { name, isYardstick: false, server, path: '/webhooks/stripe', share: 1, inbox, databaseCpuMs };
}
