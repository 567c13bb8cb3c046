import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { freePort } from '../../scripts/servers/free-port.ts';
import { startCrmSimulator, type CrmSimulator } from '../simulators/index.ts';
import { holdable, type HoldablePostgres } from './holdable-postgres.ts';
import { startOwnProcess, type OwnProcess } from './own-process.ts';
import { startOwnServers, type OwnServers } from './own-servers.ts';
import { startProviders, type Providers } from './providers.ts';

export const VICTIMS = ['worker', 'server', 'postgres', 'temporal'] as const;
export type Victim = (typeof VICTIMS)[number];

/** The production processes and their servers, each of which can be killed by itself while the others go on. */
export interface KillableService {
  readonly providers: Providers;
  readonly crm: CrmSimulator;
  /** The worker's way to its database. */
  readonly postgres: HoldablePostgres;
  readonly databaseUrl: string;
  readonly temporal: Client;
  /** `kill -9`, and gone. */
  kill(victim: Victim): Promise<void>;
  /** Starts it again where it was. */
  start(victim: Victim): Promise<void>;
  close(): Promise<void>;
}

export async function startKillableService(
  settings: Readonly<Record<string, string>>,
): Promise<KillableService> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const parts = await startParts(settings, (end) => closing.push(end));
    return { ...parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = Omit<KillableService, 'close'>;

/** @param whenClosing told how to end each part, as soon as there is one to end */
async function startParts(
  settings: Readonly<Record<string, string>>,
  whenClosing: (end: () => Promise<unknown>) => void,
): Promise<Parts> {
  const [servers, providers, crm] = await Promise.all([
    startOwnServers(),
    startProviders({ hasMail: true }),
    startCrmSimulator(),
  ]);
  whenClosing(servers.stop);
  whenClosing(providers.close);
  whenClosing(crm.close);
  const postgres = await holdable(servers.env.DATABASE_URL);
  whenClosing(postgres.close);
  const port = await freePort();
  const crmEnv = { CRM_WEBHOOK_URL: crm.url, CRM_WEBHOOK_SECRET: randomUUID() };
  const env = { ...servers.env, ...providers.env, ...crmEnv, ...settings, HTTP_PORT: String(port) };
  const [server, worker] = await Promise.all([
    startOwnProcess('server', env),
    startOwnProcess('worker', { ...env, DATABASE_URL: postgres.url }),
  ]);
  whenClosing(() => Promise.all([server.stop(), worker.stop()]));
  providers.stripe.setWebhookUrl(`http://127.0.0.1:${port}/webhooks/stripe`);
  const temporal = new Client({ connection: Connection.lazy({ address: servers.env.TEMPORAL_ADDRESS }) });
  whenClosing(() => temporal.connection.close());
  const databaseUrl = servers.env.DATABASE_URL;
  return { providers, crm, postgres, databaseUrl, temporal, ...deaths({ servers, server, worker }) };
}

function deaths({
  servers,
  server,
  worker,
}: {
  readonly servers: OwnServers;
  readonly server: OwnProcess;
  readonly worker: OwnProcess;
}): Pick<KillableService, 'kill' | 'start'> {
  const ways: Record<Victim, readonly [kill: () => Promise<void>, start: () => Promise<void>]> = {
    worker: [worker.kill, worker.start],
    server: [server.kill, server.start],
    postgres: [servers.killPostgres, servers.startPostgres],
    temporal: [servers.killTemporal, servers.startTemporal],
  };
  return { kill: (victim) => ways[victim][0](), start: (victim) => ways[victim][1]() };
}
