import assert from 'node:assert/strict';
import { createRapiwaHealth } from '../../src/adapters/rapiwa/health.ts';
import { serve } from '../simulators/http/serve.ts';
import { startRapiwaSimulator, type Fault, type RapiwaSimulator } from '../simulators/index.ts';

const API_KEY = 'rpw-key-9f83e1c2';

describe('the health of the Rapiwa device', () => {
  let rapiwa: RapiwaSimulator;
  beforeEach(async () => {
    rapiwa = await startRapiwaSimulator({ apiKey: API_KEY });
  });
  afterEach(() => rapiwa.close());

  function check(timeoutMs = 5_000) {
    return createRapiwaHealth({ baseUrl: new URL(rapiwa.url), apiKey: API_KEY, timeoutMs }).check();
  }

  it('is connected while the phone is linked, disconnected once it is not', async () => {
    assert.deepEqual(await check(), { status: 'connected' });
    rapiwa.setConnected(false);
    assert.deepEqual(await check(), { status: 'disconnected' });
  });

  it('is unauthorized with a key that was replaced', async () => {
    rapiwa.setApiKey('another-key');
    assert.deepEqual(await check(), { status: 'unauthorized' });
  });

  it('still asks for the phone where the key check does not exist or fails', async () => {
    for (const status of [404, 501, 500, 403]) {
      rapiwa.setFault({ kind: 'status', status, path: /verify-device-key/ });
      assert.deepEqual(await check(), { status: 'connected' });
    }
  });

  const faults: Fault[] = [
    { kind: 'status', status: 404 },
    { kind: 'status', status: 501 },
    { kind: 'status', status: 500 },
    { kind: 'html' },
    { kind: 'hang' },
    { kind: 'reset' },
  ];
  for (const fault of faults) {
    const name = `${fault.kind} ${fault.kind === 'status' ? fault.status : ''}`.trim();
    it(`is unknown when Rapiwa answers with: ${name}`, async () => {
      rapiwa.setFault(fault);
      assert.deepEqual(await check(fault.kind === 'hang' ? 80 : 5_000), { status: 'unknown' });
    });
  }

  it('is unknown where Rapiwa does not say it, unless it complains of the phone', async () => {
    for (const [body, status] of [
      ['{"success":true}', 'unknown'],
      ['{"connected":"yes"}', 'unknown'],
      ['{"success":false,"error":"Something went wrong"}', 'unknown'],
      ['{"success":false,"message":"WhatsApp is not connected"}', 'disconnected'],
    ] as const) {
      const small = await serve((_request, response) => {
        response.setHeader('content-type', 'application/json').end(body);
        return Promise.resolve();
      });
      const health = createRapiwaHealth({ baseUrl: new URL(small.url), apiKey: API_KEY, timeoutMs: 5_000 });
      assert.deepEqual(await health.check(), { status }, body);
      await small.close();
    }
  });

  it('is unknown while nothing listens', async () => {
    await rapiwa.close();
    assert.deepEqual(await check(), { status: 'unknown' });
  });
});
