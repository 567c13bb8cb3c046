import assert from 'node:assert/strict';
import { createRapiwaNumberCheck } from '../../src/adapters/rapiwa/number-check.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import { startRapiwaSimulator, type Fault, type RapiwaSimulator } from '../simulators/index.ts';

const API_KEY = 'rpw-key-71a2';
const PHONE = parsePhone('+1 202 555 0143', null)!;

describe('asking Rapiwa whether a number is on WhatsApp', () => {
  let rapiwa: RapiwaSimulator;
  beforeEach(async () => {
    rapiwa = await startRapiwaSimulator({ apiKey: API_KEY });
  });
  afterEach(() => rapiwa.close());

  const check = (timeoutMs = 5_000) =>
    createRapiwaNumberCheck({ baseUrl: new URL(rapiwa.url), apiKey: API_KEY, timeoutMs }).check(PHONE);

  it('says exists or absent, and asks in digits', async () => {
    assert.equal(await check(), 'exists');
    rapiwa.setOnWhatsapp('12025550143', false);
    assert.equal(await check(), 'absent');
    assert.deepEqual(rapiwa.checks, ['12025550143', '12025550143']);
  });

  const faults: readonly Fault[] = [
    ...[404, 501, 500, 429].map((status) => ({ kind: 'status', status }) as const),
    { kind: 'html' },
    { kind: 'reset' },
    { kind: 'hang' },
  ];
  for (const fault of faults) {
    const name = fault.kind === 'status' ? `HTTP ${fault.status}` : fault.kind;
    it(`${name}: unknown, for an error is no "no"`, async () => {
      rapiwa.setFault(fault);
      assert.equal(await check(fault.kind === 'hang' ? 80 : 5_000), 'unknown');
    });
  }

  it('a refused key: unknown; the message itself will tell', async () => {
    rapiwa.setApiKey('another-key');
    assert.equal(await check(), 'unknown');
  });
});
