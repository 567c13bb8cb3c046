import { join } from 'node:path';
import { isPostmasterOf } from '../servers/earlier-postmaster.ts';

/** In the order in which they stop: first what takes work in, last what the others store things in. */
export const STOP_ORDER = ['server', 'worker', 'sandbox', 'temporal', 'postgres'] as const;
export type PartName = (typeof STOP_ORDER)[number];

/** What asks each part to end properly. */
export const STOP_SIGNALS: Record<PartName, NodeJS.Signals> = {
  server: 'SIGTERM',
  worker: 'SIGTERM',
  sandbox: 'SIGTERM',
  temporal: 'SIGTERM',
  // Its SIGTERM would wait for every client to go away by itself.
  postgres: 'SIGINT',
};

/** The checkout and the absolute DATA_DIR of one `npm start`. */
export interface Home {
  root: string;
  dataDir: string;
}

/** The TypeScript file of each process of our own. */
export function scriptOf(root: string, name: 'server' | 'worker' | 'sandbox'): string {
  const files = { server: 'src/server.ts', worker: 'src/worker.ts', sandbox: 'test/simulators/main.ts' };
  return join(root, files[name]);
}

export function temporalFile(dataDir: string): string {
  return join(dataDir, 'temporal.db');
}

export function postgresDirectory(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Whether a command line is that of the named part of this home; any other process only inherited its number. */
export function isOurs({ root, dataDir }: Home, name: PartName, command: string): boolean {
  const padded = ` ${command} `;
  if (name === 'postgres') return isPostmasterOf(command, postgresDirectory(dataDir));
  if (name === 'temporal')
    return padded.includes(` start-dev `) && padded.includes(` ${temporalFile(dataDir)} `);
  return padded.includes(` ${scriptOf(root, name)} `);
}
