import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../scripts/servers/embedded-postgres.ts';
import { startTemporalDevServer } from '../../scripts/servers/temporal-dev-server.ts';

/** A Temporal server and a Postgres that `npm start` does not own, each on its own file and port for good. */
export interface OwnServers {
  /** What makes the service use them. */
  readonly env: Readonly<Record<'TEMPORAL_ADDRESS' | 'DATABASE_URL', string>>;
  killTemporal(): Promise<void>;
  /** On the same port and file as before. */
  startTemporal(): Promise<void>;
  killPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnServers(): Promise<OwnServers> {
  const folder = await mkdtemp(join(tmpdir(), 'recoup-away-'));
  const cliPath = process.env['TEMPORAL_CLI_PATH']!;
  const launchTemporal = (port: number) =>
    startTemporalDevServer({ cliPath, dbFile: join(folder, 'temporal.db'), port, log: () => {} });
  const launchPostgres = (port: number) =>
    startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port, log: () => {} });
  let [temporal, postgres] = await Promise.all([launchTemporal(0), launchPostgres(0)]);
  const temporalPort = Number(temporal.address.split(':')[1]);
  return {
    env: { TEMPORAL_ADDRESS: temporal.address, DATABASE_URL: postgres.url },
    killTemporal: async () => {
      temporal.kill();
      await temporal.exited;
    },
    startTemporal: async () => {
      temporal = await launchTemporal(temporalPort);
    },
    killPostgres: async () => {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.exited;
      // Nobody else may take its directory until it is told that it has stopped.
      await postgres.stop();
    },
    startPostgres: async () => {
      postgres = await launchPostgres(postgres.port);
    },
    stop: async () => {
      await temporal.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
