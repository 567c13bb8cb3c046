import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../servers/embedded-postgres.ts';
import { startTemporalDevServer } from '../../servers/temporal-dev-server.ts';
import { compile } from '../compile.ts';
import { startMeasuredProcess, type MeasuredProcess } from '../measured-process.ts';
import type { Contender } from './contender.ts';
import { BARE, SERVER, withoutTemporal, withRedis, withTemporal, type Start } from './contenders.ts';
import { hasRedis, startRedis } from './redis.ts';
import { SECRET } from './webhook.ts';

/** All that runs while accepting is measured. */
export interface Stage {
  readonly contenders: readonly Contender[];
  close(): Promise<void>;
}

/** As a database with memory of its own has it: with the little that development needs, each commit waits for evictions. */
const TUNING = { shared_buffers: '512MB', max_wal_size: '4GB' };
const PRELOAD = 'scripts/bench/report-usage.ts';

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
    const dataDir = join(folder, 'postgres');
    const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, tuning: TUNING });
    closing.push(() => postgres.stop());
    const compiled = await compile(root, join(folder, 'compiled'), [SERVER, BARE, PRELOAD]);
    const start = startIn({ compiled, closing });
    const contenders = await withoutTemporal(start, postgres);
    if (temporalCli) {
      const dbFile = join(folder, 'temporal.db');
      const temporal = await startTemporalDevServer({ cliPath: temporalCli, dbFile, log: () => undefined });
      closing.push(() => temporal.stop());
      contenders.push(...(await withTemporal(start, postgres, temporal.address)));
    }
    if (await hasRedis()) {
      const redis = await startRedis(join(folder, 'redis'));
      closing.push(() => redis.stop());
      contenders.push(await withRedis(start, redis));
    }
    for (const { inbox } of contenders) if (inbox) closing.push(() => inbox.close());
    return { contenders, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Starting {
  readonly compiled: (script: string) => string;
  readonly closing: (() => Promise<void>)[];
}

function startIn({ compiled, closing }: Starting): Start {
  return async (script, env): Promise<MeasuredProcess> => {
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
