import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { freePort, isPortFree } from '../../scripts/servers/free-port.ts';

describe('a free port', () => {
  let taken: Server | null = null;

  afterEach(async () => {
    if (taken) await new Promise((resolve) => taken!.close(resolve));
    taken = null;
  });

  it('is none that the system could give to an outgoing connection before a server has it', async () => {
    for (let count = 0; count < 20; count += 1) assert.ok((await freePort()) < 32_768);
  });

  it('is handed out once, also to those who ask at the same time', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    assert.equal(new Set(ports).size, 20);
  });

  it('is not one that somebody listens on', async () => {
    const wouldBeNext = (await freePort()) + 1;
    taken = createServer();
    await new Promise<void>((resolve) => taken!.listen(wouldBeNext, '127.0.0.1', resolve));
    assert.notEqual(await freePort(), wouldBeNext);
  });

  it('can be asked for by its number', async () => {
    const port = await freePort();
    taken = createServer();
    await new Promise<void>((resolve) => taken!.listen(port, '127.0.0.1', resolve));
    assert.equal(await isPortFree(port), false);
    await new Promise((resolve) => taken!.close(resolve));
    taken = null;
    assert.equal(await isPortFree(port), true);
  });
});
