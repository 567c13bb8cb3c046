import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import type { Client, Connection } from '@temporalio/client';
import { freePort } from '../../scripts/servers/free-port.ts';
import { lazyClient, temporalTarget } from '../../src/temporal/connection.ts';

describe('the connection to Temporal', () => {
  let client: Client;

  beforeEach(async () => {
    const target = temporalTarget({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` });
    client = lazyClient(target, { tries: 'one' });
  });
  afterEach(() => client.connection.close());

  /** What a call made at this point would be told. */
  const deadline = () => (client.connection as Connection).callContextStorage.getStore()?.deadline;
  const inAMinute = () => Date.now() + 60_000;

  it('keeps the deadline of a call while another one ends', async () => {
    let endFirst = () => {};
    const first = client.withDeadline(1, () => new Promise<void>((resolve) => (endFirst = resolve)));
    const second = client.withDeadline(2, async () => {
      endFirst();
      await first;
      return deadline();
    });
    assert.equal(await second, 2);
  });

  it('keeps it over the calls that one deadline is for, of which one fails', async () => {
    const seen = await client.withDeadline(3, async () => {
      await client.withDeadline(4, () => Promise.reject(new Error('away'))).catch(() => undefined);
      return deadline();
    });
    assert.equal(seen, 3);
  });

  it('has Node follow no promise for it once the last call has ended, and again with the next', async () => {
    let laterOn = deadline;
    await client.withDeadline(5, () => {
      laterOn = AsyncResource.bind(deadline);
      return Promise.resolve();
    });
    assert.equal(laterOn(), undefined);
    assert.equal(await client.withDeadline(6, () => Promise.resolve(deadline())), 6);
  });

  it('with one try says that nobody is there well before the deadline', async () => {
    const asking = client.withDeadline(inAMinute(), () => client.workflowService.getSystemInfo({}));
    await assert.rejects(asking, /UNAVAILABLE/);
  });
});
