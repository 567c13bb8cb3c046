import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, endProcess, identify } from './process-identity.ts';

/**
 * Clears what an earlier Postgres left in this data directory: one of ours that outlived its parent is stopped;
 * the pid file of a dead one, or one whose number now belongs to something else, is removed.
 * Call it only while holding the directory's lock: a running Postgres found here then has no owner.
 */
export async function clearEarlierPostmaster(dataDir: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  const pid = parsePostmasterPid(await readIfThere(pidFile));
  const found = pid === null ? null : identify(pid);
  if (found && isPostmasterOf(commandLine(found.pid), dataDir)) {
    log(`stopping process ${found.pid}, a Postgres left over from an earlier run`);
    await endProcess(found, 'SIGINT', 20_000);
  }
  // A Postgres that shut down has removed it; any other reading of it would stop the next start.
  await rm(pidFile, { force: true });
}

/** The first line of postmaster.pid; null when there is none. A negative number is a single-user backend's. */
export function parsePostmasterPid(content: string): number | null {
  const pid = Math.abs(Number.parseInt(content.split('\n')[0] ?? '', 10));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** Whether a command line is that of a Postgres this project started on the data directory. */
export function isPostmasterOf(command: string, dataDir: string): boolean {
  return /(^|[\\/])postgres(\.exe)? /.test(command) && `${command} `.includes(` -D ${dataDir} `);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
