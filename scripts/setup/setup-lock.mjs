import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheRoot } from './cache.mjs';
import { say } from './progress.mjs';

/**
 * Runs `work` while no other set-up process runs the same named piece; a second one waits. So two commands started
 * at once install or build one thing once. The work itself must look again whether it is still needed.
 */
export async function withSetupLock(name, work) {
  const folder = join(cacheRoot(), 'locks');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 24));
  for (let told = false; !take(path); told = true) {
    if (!told) say(`waiting for process ${holderOf(path)}, which is setting up the same thing`);
    await delay(300);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = holderOf(path);
    // null: it was released just now, or is being written.
    if (holder !== null && !isRunning(holder)) rmSync(path, { force: true });
    return false;
  }
}

function holderOf(path) {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
