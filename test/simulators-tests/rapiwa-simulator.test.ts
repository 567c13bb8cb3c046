import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRapiwaSimulator, type RapiwaAnswer, type RapiwaSimulator } from '../simulators/index.ts';

const API_KEY = 'rapiwa-key';

describe('the Rapiwa simulator', () => {
  let open: { close(): unknown }[] = [];

  async function simulate(
    options: Partial<Parameters<typeof startRapiwaSimulator>[0]> = {},
  ): Promise<RapiwaSimulator> {
    const simulator = await startRapiwaSimulator({ apiKey: API_KEY, ...options });
    open.push(simulator);
    return simulator;
  }

  async function startHook(
    expected: number,
  ): Promise<{ url: string; payloads: Promise<Record<string, unknown>[]> }> {
    const received: Record<string, unknown>[] = [];
    let resolve: (payloads: Record<string, unknown>[]) => void;
    const payloads = new Promise<Record<string, unknown>[]>((done) => (resolve = done));
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        response.end('{"success":true}');
        received.push(JSON.parse(body) as Record<string, unknown>);
        if (received.length === expected) resolve(received);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    open.push(server);
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, payloads };
  }

  function sendTo(simulator: RapiwaSimulator, init: { key?: string; path?: string; number?: string } = {}) {
    return fetch(simulator.url + (init.path ?? '/api/send-message'), {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${init.key ?? API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ number: init.number ?? '12025550143', message_type: 'text', message: 'Hello' }),
      signal: AbortSignal.timeout(2000),
    });
  }

  afterEach(async () => {
    for (const each of open) await each.close();
    open = [];
  });

  it('accepts a message in the documented shape and logs it', async () => {
    const simulator = await simulate();
    const answer = (await (await sendTo(simulator)).json()) as Record<string, unknown>;
    const [message] = simulator.messages;
    assert.deepEqual(answer, {
      success: true,
      message_type: 'text',
      message_id: message?.messageId,
      to: '12025550143',
    });
    assert.deepEqual([message?.text, message?.accepted, message?.answer], ['Hello', true, 'api']);
  });

  const statuses: [RapiwaAnswer, number, accepted: boolean][] = [
    ['api_jid', 200, true],
    ['article', 200, true],
    ['msg_id', 200, true],
    ['bare_200', 200, true],
    ['success_false', 200, false],
    ['html_200', 200, false],
    ['unauthorized', 401, false],
    ['redirect_login', 302, false],
    ['not_found_html', 404, false],
    ['not_found_json', 404, false],
    ['validation', 422, false],
    ['plan_402', 402, false],
    ['plan_403', 403, false],
    ['rate_limited', 429, false],
    ['server_error', 500, false],
    ['not_connected', 400, false],
    ['not_on_whatsapp', 400, false],
  ];
  for (const [kind, status, accepted] of statuses) {
    it(`answers ${kind} with ${status} and ${accepted ? 'takes' : 'refuses'} the message`, async () => {
      const simulator = await simulate();
      simulator.setAnswer(kind, { times: 1 });
      assert.equal((await sendTo(simulator)).status, status);
      assert.equal((await sendTo(simulator)).status, 200);
      assert.deepEqual(
        simulator.messages.map((message) => [message.answer, message.accepted]),
        [
          [kind, accepted],
          ['api', true],
        ],
      );
    });
  }

  it('says when to come back, if told to', async () => {
    const simulator = await simulate();
    simulator.setAnswer('rate_limited', { times: 1, retryAfter: 30 });
    assert.equal((await sendTo(simulator)).headers.get('retry-after'), '30');
    simulator.setAnswer('rate_limited', { times: 1 });
    assert.equal((await sendTo(simulator)).headers.get('retry-after'), null);
  });

  it('holds an answer open until it is released', async () => {
    const simulator = await simulate();
    simulator.setAnswer('held', { times: 1 });
    const answer = sendTo(simulator);
    await simulator.untilMessages(1);
    assert.equal(simulator.messages[0]?.accepted, true);
    assert.equal(simulator.release(), 1);
    assert.equal((await answer).status, 200);
  });

  it('keeps an answer for the number it is meant for', async () => {
    const simulator = await simulate();
    simulator.setAnswer('rate_limited', { times: 1, to: '14155550199' });
    assert.equal((await sendTo(simulator)).status, 200);
    assert.equal((await sendTo(simulator, { number: '14155550199' })).status, 429);
  });

  it('takes a message and loses the answer: by a reset, or by silence', async () => {
    const simulator = await simulate();
    simulator.setAnswer('reset_after_accept', { times: 1 });
    await assert.rejects(sendTo(simulator));
    simulator.setAnswer('timeout_after_accept');
    const silent = sendTo(simulator);
    await simulator.untilMessages(2);
    await simulator.close();
    await assert.rejects(silent);
    assert.deepEqual(
      simulator.messages.map(({ accepted }) => accepted),
      [true, true],
    );
  });

  it('knows its key, its device and its numbers', async () => {
    const simulator = await simulate();
    const headers = { authorization: `Bearer ${API_KEY}` };
    const read = async (path: string, init?: RequestInit): Promise<unknown> =>
      (await fetch(simulator.url + path, { headers, ...init })).json();
    assert.equal((await fetch(`${simulator.url}/api/verify-device-key`)).status, 401);
    assert.deepEqual(((await read('/api/info')) as { connected: boolean }).connected, true);
    simulator.setConnected(false);
    assert.deepEqual(await read('/api/info'), { connected: false });
    assert.equal((await sendTo(simulator)).status, 400);
    simulator.setConnected(true);
    simulator.setOnWhatsapp('+1 202 555 0143', false);
    const body = JSON.stringify({ number: '12025550143' });
    const verified = (await read('/api/verify-whatsapp', { method: 'POST', body })) as {
      data: { exists: boolean };
    };
    assert.equal(verified.data.exists, false);
    assert.equal((await sendTo(simulator)).status, 400);
    simulator.setApiKey('rotated');
    assert.equal((await sendTo(simulator)).status, 401);
    assert.equal((await sendTo(simulator, { key: 'rotated', number: '491713920012' })).status, 200);
  });

  it('serves the path of the vendor’s article only when switched on', async () => {
    const documented = await simulate();
    assert.equal((await sendTo(documented, { path: '/send-message' })).status, 404);
    const article = await simulate({ articlePath: true });
    const answer = (await (await sendTo(article, { path: '/send-message' })).json()) as Record<
      string,
      unknown
    >;
    assert.deepEqual([answer['status'], answer['messageId']], ['success', article.messages[0]?.messageId]);
  });

  it('sends receipts by itself, in order, and replies as received messages', async () => {
    const hook = await startHook(4);
    const simulator = await simulate({ hookUrl: hook.url, automaticReceipts: { stepMs: 1 } });
    await simulator.emitReply({ from: '+12025550143', text: 'STOP', name: 'Ada' });
    await sendTo(simulator);
    const [reply, ...receipts] = await hook.payloads;
    assert.deepEqual(
      receipts.map(({ status }) => status),
      ['sent', 'delivered', 'read'],
    );
    assert.equal(receipts[0]?.['message_id'], simulator.messages[0]?.messageId);
    assert.equal(simulator.messages[0]?.receipt, 'read');
    assert.deepEqual(
      [reply?.['from'], reply?.['message'], reply?.['media_info'], reply?.['session_id']],
      ['12025550143@s.whatsapp.net', 'STOP', [], API_KEY],
    );
  });
});
