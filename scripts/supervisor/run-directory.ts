import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireOwnerLock, LockHeldError, type OwnerLock } from '../servers/owner-lock.ts';
import { commandLine, endProcess, identify } from '../servers/process-identity.ts';
import { isOurs, STOP_ORDER, STOP_SIGNALS, type Home, type PartName } from './ownership.ts';
import { StartError } from './settings.ts';

const ORPHAN_GRACE_MS = 40_000;

/** `DATA_DIR/run`: who runs here, and where. Private to the user, since it holds the database's address. */
export interface RunDirectory {
  /** Remembers a process, so that the next start can stop it should we be killed. */
  notePid(name: PartName, pid: number): void;
  forgetPid(name: PartName): void;
  /** Writes `env.json` (0600): what the operator CLI reads while `npm start` runs. */
  writeEnvironment(values: Record<string, string>): void;
  /** 128 random bits in hex, the same over restarts. */
  keptSecret(name: string): string;
  /** Removes what says that recoup runs. */
  close(): Promise<void>;
}

/**
 * Takes `DATA_DIR/run` for this supervisor and stops what a killed one left running.
 * @throws StartError when another supervisor runs on the same DATA_DIR.
 */
export async function openRunDirectory({ root, dataDir }: Home): Promise<RunDirectory> {
  const folder = join(dataDir, 'run');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pidFile = (name: PartName) => join(folder, `${name}.pid`);
  const lock = await lockFor(dataDir, join(folder, 'supervisor.lock'));
  await stopOrphans({ root, dataDir }, pidFile);
  const environment = join(folder, 'env.json');
  return {
    notePid: (name, pid) => writeFileSync(pidFile(name), `${pid}\n`),
    forgetPid: (name) => rmSync(pidFile(name), { force: true }),
    writeEnvironment: (values) =>
      writeFileSync(environment, JSON.stringify(values, null, 2), { mode: 0o600 }),
    keptSecret: (name) => keptSecret(join(folder, name)),
    close: async () => {
      rmSync(environment, { force: true });
      await lock.release();
    },
  };
}

async function lockFor(dataDir: string, path: string): Promise<OwnerLock> {
  try {
    return await acquireOwnerLock(path);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    const remedy = 'Stop that one first, or give this one a DATA_DIR and ports of its own.';
    throw new StartError(`recoup already runs on ${dataDir} (process ${error.pid}). ${remedy}`, {
      cause: error,
    });
  }
}

async function stopOrphans(home: Home, pidFile: (name: PartName) => string): Promise<void> {
  for (const name of STOP_ORDER) {
    const file = pidFile(name);
    if (!existsSync(file)) continue;
    const remembered = identify(Number.parseInt(readFileSync(file, 'utf8'), 10));
    if (remembered && isOurs(home, name, commandLine(remembered.pid))) {
      console.log(`Stopping ${name} (process ${remembered.pid}), left over from an earlier run`);
      await endProcess(remembered, STOP_SIGNALS[name], ORPHAN_GRACE_MS);
    }
    rmSync(file, { force: true });
  }
}

function keptSecret(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(16).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}
