import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../servers/embedded-postgres.ts';
import { startTimeSkippingServer } from '../servers/time-skipping-server.ts';
import { bundleForSimulation } from './bundle.ts';
import type { Stage } from './stage.ts';

/** Servers of our own for one simulation, gone with it; the user's databases and servers are not touched. */
export async function openOwnStage(testServer: string): Promise<Stage & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'recoup-simulation-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const endAll = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
  };
  let ending: Promise<void> | null = null;
  const close = (): Promise<void> => (ending ??= endAll());
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      log: () => undefined,
      isThrowAway: true,
    });
    closing.push(() => postgres.stop());
    const temporal = await startTimeSkippingServer(testServer);
    closing.push(() => temporal.teardown());
    await ensureSearchAttributes(temporal.connection.operatorService, temporal.namespace ?? 'default');
    const bundle = await bundleForSimulation();
    return { temporal, bundle, createDatabase: databasesOf(postgres), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function databasesOf({ url }: EmbeddedPostgres): Stage['createDatabase'] {
  let made = 0;
  return async () => {
    made += 1;
    const name = `simulation_${made}`;
    const own = new URL(url);
    own.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`create database ${name}`);
    } finally {
      await client.end();
    }
    // The whole server goes when the simulation ends.
    return { url: own.href, drop: () => Promise.resolve() };
  };
}
