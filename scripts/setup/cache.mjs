import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from './progress.mjs';

/** Where tools are kept between clones: `$XDG_CACHE_HOME/recoup`, else `~/.cache/recoup`. */
export function cacheRoot(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'recoup');
}

/** The directory of one tool. What is in it was verified before it got its name. */
export function cachedTool(tool, version) {
  return join(cacheRoot(), `${tool}@${version}`);
}

/**
 * Fills `target` in one step: `fill(draft)` works in a sibling directory, which then gets the name. An interrupted
 * or failed fill leaves nothing under the name; where another process was first, its directory stays.
 */
export async function fillDirectory(target, fill) {
  const draft = makeDraft(target);
  const removeDraft = () => rmSync(draft, { recursive: true, force: true });
  // Ctrl-C ends the process without passing through finally.
  process.once('exit', removeDraft);
  try {
    await fill(draft);
    renameUnlessThere(draft, target);
  } finally {
    process.off('exit', removeDraft);
    removeDraft();
  }
}

function makeDraft(target) {
  try {
    mkdirSync(dirname(target), { recursive: true });
    return mkdtempSync(`${target}.draft-`);
  } catch (cause) {
    const remedy = 'Set XDG_CACHE_HOME to a directory that is.';
    throw new SetupError(`The cache ${dirname(target)} is not writable (${cause.code}). ${remedy}`, {
      cause,
    });
  }
}

function renameUnlessThere(draft, target) {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

/** Runs `verify` once for each state of a program outside the cache; remembers only success. */
export async function verifyOnce(program, verify) {
  const { size, mtimeMs } = statSync(program);
  const key = createHash('sha256')
    .update(`${realpathSync(program)}\n${size}\n${mtimeMs}`)
    .digest('hex')
    .slice(0, 32);
  const marker = join(cacheRoot(), 'verified', key);
  if (existsSync(marker)) return;
  await verify(program);
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, `${program}\n`);
}
