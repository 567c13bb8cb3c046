import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** A lock file held by this process; a lock whose holder died counts as free. */
export interface OwnerLock {
  release(): Promise<void>;
}

/** Somebody else holds the lock. `pid` is the holder. */
export class LockHeldError extends Error {
  override name = 'LockHeldError';
  readonly pid: number;
  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes the lock file at `path` for this process. The directory must exist.
 * @throws LockHeldError when a running process (this one included) holds it.
 */
export async function acquireOwnerLock(path: string): Promise<OwnerLock> {
  const mine = JSON.stringify(identify(process.pid));
  for (;;) {
    if (await createWhole(path, mine)) return { release: () => releaseLock(path, mine) };
    const held = await readLock(path);
    if (held === null) continue;
    const holder = parseHolder(held);
    if (holder && isRunning(holder)) throw new LockHeldError(path, holder.pid);
    await removeStale(path, held);
  }
}

/** Creates the file with its content in one step, so that no reader sees it empty; false when it exists. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A claim this old is of a process that died between two statements. */
const CLAIM_LASTS_MS = 10_000;
const A_MOMENT_MS = 10;

/**
 * Removes a dead holder's lock. Only who has the claim for exactly this content may: else one would remove the lock that
 * another has just taken.
 */
async function removeStale(path: string, stale: string): Promise<void> {
  const claim = `${path}.stale.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  if (!(await claimed(path, claim))) return;
  try {
    // A second name of the file that was there: another's new lock, if it was quicker.
    if ((await readFile(claim, 'utf8')) === stale) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

async function claimed(path: string, claim: string): Promise<boolean> {
  try {
    await link(path, claim);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') await awaitClaim(claim);
    else if (code !== 'ENOENT') throw error;
    return false;
  }
}

async function awaitClaim(claim: string): Promise<void> {
  const found = await stat(claim).catch(() => null);
  if (found && Date.now() - found.ctimeMs > CLAIM_LASTS_MS) await rm(claim, { force: true });
  await delay(A_MOMENT_MS);
}

async function releaseLock(path: string, mine: string): Promise<void> {
  if ((await readLock(path)) === mine) await rm(path, { force: true });
}

async function readLock(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseHolder(text: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(text) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || typeof value.startedAt !== 'string') return null;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch {
    // Not written by us, or cut off by a power failure: nobody holds it.
    return null;
  }
}
