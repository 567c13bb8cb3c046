import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '../../scripts/chaos/random.ts';
import { openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { chargebeeContract } from './chargebee/contract.ts';
import { aCase, type FuzzCase } from './fuzz-cases.ts';
import { genericContract } from './generic/contract.ts';
import { openRouter, type OpenRouter } from './open-router.ts';
import { paddleContract } from './paddle/contract.ts';
import { paypalContract } from './paypal/contract.ts';
import { stripeContract } from './stripe/contract.ts';

const CONTRACTS = [stripeContract, paypalContract, paddleContract, chargebeeContract, genericContract];
const SEED = Number(process.env['FUZZ_SEED'] ?? 7);
/** `FUZZ_REQUESTS=100000` for a long look. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
const VALID = 1_000;
const CONNECTIONS = 32;
/** What a garbage collector may leave behind; one that kept every request would need a multiple. */
const GROWTH_BYTES = 48 * 1024 * 1024;

describe(`the addresses of all sources, under ${REQUESTS} forged requests with ${VALID} genuine ones among them`, function () {
  this.timeout(600_000);
  let database: OpenLedger;
  let router: OpenRouter;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  before(async () => {
    database = await openLedger();
    router = await openRouter(database, {
      sources: CONTRACTS.map((contract) => contract.create([contract.secrets[0]])),
    });
  });
  after(async () => {
    agent.destroy();
    await router.close();
    await database.close();
  });

  it('refuse each forged one as documented, keep the genuine ones and nothing else, and need no more memory', async () => {
    const every = Math.floor(REQUESTS / VALID);
    const wrong: string[] = [];
    let next = 0;
    let genuine = 0;
    let early = 0;
    const work = async (): Promise<void> => {
      while (next < REQUESTS + VALID) {
        const index = next;
        next += 1;
        // Of the seed and its place alone, whichever connection takes it.
        const random = seededRandom(SEED * 1_000_003 + index);
        const isGenuine = index % (every + 1) === every;
        const one = aCase(random.pick(CONTRACTS), random, isGenuine ? 'genuine' : 'forged');
        if (isGenuine) genuine += 1;
        const status = await statusOf(router.port, agent, one);
        if (status !== one.expected) wrong.push(`#${index} ${one.what}: ${status}, not ${one.expected}`);
        if (index === Math.floor(REQUESTS / 4)) early = heapAfterCollection();
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    assert.deepEqual(wrong.slice(0, 20), [], `seed ${SEED}`);
    const { rows } = await database.pool.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from inbox_events group by state',
    );
    const kept = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    assert.equal((kept['pending'] ?? 0) + (kept['needs_lookup'] ?? 0), genuine);
    assert.deepEqual(Object.keys(kept).toSorted(), ['needs_lookup', 'pending']);
    assert.ok(genuine >= VALID * 0.99, `${genuine} genuine ones`);
    assert.deepEqual(router.alerts, []);
    const growth = heapAfterCollection() - early;
    assert.ok(growth < GROWTH_BYTES, `the heap grew by ${Math.round(growth / 1024)} KiB`);
  });
});

/** The answer's status; a body that is refused before all of it has come may break the connection. */
function statusOf(port: number, agent: Agent, { path, method, headers, body }: FuzzCase): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const sending = request({
      port,
      path,
      method,
      agent,
      headers: { ...headers, 'content-length': body.length },
    });
    sending.once('response', (response) => {
      status = response.statusCode ?? 0;
      response.resume();
      response.once('close', () => resolve(status));
    });
    sending.once('error', (error) => (status > 0 ? resolve(status) : reject(error)));
    sending.end(body);
  });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
