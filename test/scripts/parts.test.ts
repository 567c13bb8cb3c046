import assert from 'node:assert/strict';
import { createParts, StoppingError } from '../../scripts/supervisor/parts.ts';
import type { PartName } from '../../scripts/supervisor/ownership.ts';

/** A part without a process: ends when it is stopped or told to die. */
function fakePart(name: string, story: string[]) {
  let end: (how: string) => void = () => {};
  const exited = new Promise<string>((resolve) => (end = resolve));
  const stop = async () => {
    story.push(`stop ${name}`);
    end('ended with exit code 0');
    await exited;
  };
  return { pid: 1, exited, stop, kill: () => story.push(`kill ${name}`), die: end };
}

describe('the parts of npm start', () => {
  const order: PartName[] = ['postgres', 'temporal', 'sandbox', 'worker', 'server'];

  it('stop in order, server first and Postgres last, however they were started', async () => {
    const story: string[] = [];
    const parts = createParts(() => {});
    for (const name of order) await parts.start(name, () => fakePart(name, story));
    await parts.stop();
    assert.deepEqual(story, ['stop server', 'stop worker', 'stop sandbox', 'stop temporal', 'stop postgres']);
  });

  it('tell which of them ended although nobody asked it to', async () => {
    const parts = createParts(() => {});
    const worker = fakePart('worker', []);
    await parts.start('worker', () => worker);
    worker.die('ended with SIGKILL');
    assert.equal(await parts.unexpectedEnd, 'worker ended with SIGKILL');
  });

  it('forget those that are gone', async () => {
    const gone: string[] = [];
    const parts = createParts((name) => gone.push(name));
    await parts.start('server', () => fakePart('server', []));
    await parts.stop();
    assert.deepEqual(gone, ['server']);
  });

  it('stop one that is still starting, and start no other', async () => {
    const story: string[] = [];
    const parts = createParts(() => {});
    let finish = () => {};
    const begun = new Promise<void>((resolve) => (finish = resolve));
    const starting = parts.start('postgres', () => begun.then(() => fakePart('postgres', story)));
    const stopping = parts.stop();
    await assert.rejects(
      parts.start('server', () => fakePart('server', story)),
      StoppingError,
    );
    finish();
    await Promise.all([starting, stopping]);
    assert.deepEqual(story, ['stop postgres']);
  });

  it('in a hurry kill what sends messages, never what keeps data', async () => {
    const story: string[] = [];
    const parts = createParts(() => {});
    for (const name of order) await parts.start(name, () => fakePart(name, story));
    parts.hurry();
    assert.deepEqual(story, ['kill server', 'kill worker', 'kill sandbox']);
  });
});
