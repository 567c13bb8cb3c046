import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireOwnerLock, LockHeldError } from '../../scripts/servers/owner-lock.ts';

describe('owner lock', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-lock-'));
    path = join(folder, 'the.lock');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is held until it is released', async () => {
    const lock = await acquireOwnerLock(path);
    await assert.rejects(acquireOwnerLock(path), new LockHeldError(path, process.pid));
    await lock.release();
    await (await acquireOwnerLock(path)).release();
    assert.deepEqual(await readdir(folder), []);
  });

  it('goes to exactly one of many who want it at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => acquireOwnerLock(path)));
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  });

  it('is taken over from a dead process, also by exactly one', async () => {
    await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'in an earlier life' }));
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => acquireOwnerLock(path)));
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    assert.deepEqual(await readdir(folder), ['the.lock']);
  });

  it('is taken over when its content is damaged', async () => {
    await writeFile(path, '{"pid":');
    await (await acquireOwnerLock(path)).release();
  });
});
