import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import axios from 'axios';
import pg from 'pg';
import type { Logger } from 'pino';
import { createLogAlerts } from '../../src/adapters/log/log-alerts.ts';
import { ProviderError } from '../../src/ports/provider-error.ts';
import { serve } from '../simulators/http/serve.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { capturedLogger } from './captured-logger.ts';

const KEY = 'rpw_key_of_nobody';
const PHONE = '+14155550123';
const TEXT = 'Hello Ada, your payment did not go through.';

/** What axios throws: it carries the request with its headers and body, and the answer. */
async function axiosError(url: string): Promise<Error> {
  const message = { number: PHONE, message: TEXT };
  const options = { headers: { Authorization: `Bearer ${KEY}` }, timeout: 2_000 };
  try {
    await axios.post(url, message, options);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('axios did not fail');
}

describe('the log', () => {
  let log: Logger;
  let lines: string[];
  const server = {
    refusing: '',
    close: (): Promise<void> => Promise.resolve(),
  };
  before(async () => {
    const refusing = await serve(async (_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `no such key ${KEY}`, number: PHONE }));
    });
    Object.assign(server, { refusing: refusing.url, close: () => refusing.close() });
  });
  after(() => server.close());
  beforeEach(() => {
    ({ log, lines } = capturedLogger());
  });

  function assertSilentAbout(...hidden: string[]): void {
    assert.ok(lines.length > 0);
    const logged = lines.join('');
    for (const secret of hidden) assert.ok(!logged.includes(secret), `"${secret}" is in ${logged}`);
  }
  const theLine = () => JSON.parse(lines[0] ?? '') as Record<string, unknown>;

  it('names an error of axios without key, number, text and answer', async () => {
    const refused = await axiosError(server.refusing);
    const unreachable = await axiosError('http://127.0.0.1:1/api/send-message');
    for (const error of [refused, unreachable]) {
      assert.ok(JSON.stringify(error).includes(KEY), 'the error itself shows the key');
      log.error({ err: error }, 'send.failed');
      log.error({ error }, 'send.failed');
      log.error(error, 'send.failed');
      log.error(error);
    }
    assertSilentAbout(KEY, PHONE, TEXT);
    const { err, msg } = theLine();
    const { name, message, code } = err as Record<string, unknown>;
    assert.deepEqual(
      { name, message, code, msg },
      {
        name: 'AxiosError',
        message: 'Request failed with status code 401',
        code: 'ERR_BAD_REQUEST',
        msg: 'send.failed',
      },
    );
  });

  it('follows causes, and shows as little of them', async () => {
    const cause = new Error('asking Rapiwa', { cause: await axiosError(server.refusing) });
    log.error({ err: new Error('sending first_notice', { cause }) }, 'step.failed');
    assertSilentAbout(KEY, PHONE, TEXT);
    assert.match(lines[0] ?? '', /sending first_notice.*asking Rapiwa.*status code 401/);
  });

  it('comes to an end with causes that go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    log.error({ err: error }, 'step.failed');
    assert.equal((lines[0] ?? '').match(/"message":"round"/g)?.length, 6);
  });

  it('names what a provider refused', () => {
    const error = new ProviderError({
      provider: 'rapiwa',
      kind: 'unauthorized',
      status: 401,
      doing: 'sending to in_1',
    });
    log.error({ err: error }, 'step.failed');
    assert.match(lines[0] ?? '', /rapiwa: unauthorized \(HTTP 401\) while sending to in_1/);
  });

  it('names an error of Postgres without the row that it met', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('create table numbers (phone text primary key)');
    const insert = () => client.query('insert into numbers values ($1)', [PHONE]);
    await insert();
    await insert().catch((error: unknown) => {
      assert.ok((error as { detail: string }).detail.includes(PHONE), 'the error itself shows the number');
      log.error({ err: error }, 'database.failed');
    });
    await client.end();
    await database.drop();
    assertSilentAbout(PHONE);
    assert.deepEqual((theLine()['err'] as { code: string }).code, '23505');
  });

  it('does not show the password of a database that cannot be reached', async () => {
    for (const url of ['postgres://recoup:hidden@127.0.0.1:1/x', 'postgres://recoup:hid#den@127.0.0.1/x']) {
      try {
        await new pg.Client({ connectionString: url }).connect();
      } catch (error) {
        log.error({ err: error }, 'database.failed');
      }
    }
    assert.equal(lines.length, 2);
    assertSilentAbout('hidden', 'hid#den');
  });

  it('does not show what a server error carries beside its message', async () => {
    const broken = createServer((_request, response) => response.destroy());
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const { port } = broken.address() as { port: number };
    log.error({ err: await axiosError(`http://127.0.0.1:${port}/`) }, 'send.failed');
    broken.close();
    assertSilentAbout(KEY, PHONE, TEXT);
  });

  it('takes what is no error as its text', () => {
    log.error({ err: 'just text' }, 'step.failed');
    log.error({ err: { authorization: KEY } }, 'step.failed');
    assertSilentAbout(KEY);
    assert.deepEqual(theLine()['err'], { message: 'just text' });
  });

  for (const field of ['authorization', 'apiKey', 'phone', 'text']) {
    it(`hides a field called ${field} wherever it stands`, () => {
      log.info({ [field]: KEY }, 'on top');
      log.info({ message: { [field]: KEY } }, 'inside');
      assertSilentAbout(KEY);
    });
  }

  it('shows an error under any other name as little', async () => {
    const error = await axiosError(server.refusing);
    log.error({ cause: error }, 'under another name');
    log.error({ step: { err: error } }, 'deeper');
    assertSilentAbout(KEY, PHONE, TEXT);
  });

  it('alerts the staff once a day about one matter', async () => {
    let nowMs = 0;
    const alerts = createLogAlerts(log, () => nowMs);
    const alert = (key: string) => alerts.alert({ key, what: 'the key is refused', remedy: 'renew it' });
    await alert('rapiwa:401');
    await alert('rapiwa:401');
    await alert('other');
    nowMs = 24 * 3_600_000 - 1;
    await alert('rapiwa:401');
    assert.equal(lines.length, 2);
    nowMs += 1;
    await alert('rapiwa:401');
    assert.equal(lines.length, 3);
    const { alert: key, what, remedy, msg } = theLine();
    assert.deepEqual(
      [key, what, remedy, msg],
      ['rapiwa:401', 'the key is refused', 'renew it', 'staff.alert'],
    );
  });
});
