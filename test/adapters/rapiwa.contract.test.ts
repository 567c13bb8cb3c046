import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { createRapiwaChannel, type RapiwaChannelOptions } from '../../src/adapters/rapiwa/channel.ts';
import type { Phone } from '../../src/domain/phone.ts';
import type { SendResult } from '../../src/ports/message-channel.ts';
import { readText } from '../simulators/http/exchange.ts';
import { serve } from '../simulators/http/serve.ts';
import { startRapiwaSimulator, type RapiwaAnswer, type RapiwaSimulator } from '../simulators/index.ts';

const API_KEY = 'rpw-key-9f83e1c2';
const NUMBER = '+14155550123' as Phone;
const TEXT = 'Hello Ada, your payment of $19.99 did not go through.';
const PATIENT_MS = 5_000;
const HASTY_MS = 80;

/** What became of the message, for every way in which the vendor may answer. */
const EXPECTED: Record<
  Exclude<RapiwaAnswer, 'held'>,
  Exclude<SendResult, { kind: 'accepted' }> | 'accepted'
> = {
  api: 'accepted',
  api_jid: 'accepted',
  article: 'accepted',
  msg_id: 'accepted',
  success_false: { kind: 'rejected', why: 'refused' },
  bare_200: { kind: 'unknown', why: 'no_verdict' },
  html_200: { kind: 'unknown', why: 'html' },
  unauthorized: { kind: 'blocked', why: 'unauthorized' },
  redirect_login: { kind: 'blocked', why: 'unauthorized' },
  not_found_html: { kind: 'blocked', why: 'wrong_path' },
  not_found_json: { kind: 'rejected', why: 'refused' },
  validation: { kind: 'rejected', why: 'invalid_number' },
  plan_402: { kind: 'blocked', why: 'plan_expired' },
  plan_403: { kind: 'blocked', why: 'plan_expired' },
  rate_limited: { kind: 'rate_limited', retryAfterMs: 60_000 },
  server_error: { kind: 'unknown', why: 'http_500' },
  timeout_after_accept: { kind: 'unknown', why: 'timeout' },
  reset_after_accept: { kind: 'unknown', why: 'reset' },
  not_connected: { kind: 'blocked', why: 'disconnected' },
  not_on_whatsapp: { kind: 'rejected', why: 'not_on_whatsapp' },
};

function channelAt(url: string, options: Partial<RapiwaChannelOptions> = {}) {
  const base = { sendPath: '/api/send-message', apiKey: API_KEY, timeoutMs: PATIENT_MS };
  return createRapiwaChannel({ ...base, baseUrl: new URL(url), ...options });
}

describe('the Rapiwa channel', () => {
  let rapiwa: RapiwaSimulator;
  beforeEach(async () => {
    rapiwa = await startRapiwaSimulator({ apiKey: API_KEY });
  });
  afterEach(() => rapiwa.close());

  function send(options: Partial<RapiwaChannelOptions> = {}): Promise<SendResult> {
    return channelAt(rapiwa.url, options).send({ to: NUMBER, text: TEXT });
  }

  for (const [answer, expected] of Object.entries(EXPECTED) as [keyof typeof EXPECTED, object | string][]) {
    it(`asks once, and shows nothing private, when Rapiwa answers ${answer}`, async () => {
      rapiwa.setAnswer(answer);
      const result = await send({ timeoutMs: answer === 'timeout_after_accept' ? HASTY_MS : PATIENT_MS });
      const [message, ...repeated] = rapiwa.messages;
      const wanted = expected === 'accepted' ? { kind: 'accepted', messageId: message?.messageId } : expected;
      assert.deepEqual(result, wanted);
      assert.equal(repeated.length, 0);
      assertNothingPrivate(result);
    });
  }

  it('sends the number as digits, with its type and text, and the key only as a bearer token', async () => {
    const seen: { url?: string; authorization?: string; body?: unknown } = {};
    const server = await serve(async (request, response) => {
      seen.url = request.url ?? '';
      seen.authorization = request.headers.authorization ?? '';
      seen.body = JSON.parse(await readText(request));
      response.end('{"success":true,"message_id":"3EB0A"}');
    });
    await channelAt(`${server.url}/behind/a/prefix/`).send({ to: NUMBER, text: TEXT });
    await server.close();
    assert.deepEqual(seen, {
      url: '/behind/a/prefix/api/send-message',
      authorization: `Bearer ${API_KEY}`,
      body: { number: '14155550123', message_type: 'text', message: TEXT },
    });
  });

  it('uses the path without /api where it is configured', async () => {
    const article = await startRapiwaSimulator({ apiKey: API_KEY, articlePath: true });
    const result = await channelAt(article.url, { sendPath: '/send-message' }).send({
      to: NUMBER,
      text: TEXT,
    });
    await article.close();
    assert.deepEqual(result, { kind: 'accepted', messageId: article.messages[0]?.messageId });
  });

  it('tries no other path and follows no redirect', async () => {
    const paths: string[] = [];
    const server = await serve(async (request, response) => {
      paths.push(request.url ?? '');
      await readText(request);
      if (request.url === '/gone') response.writeHead(404, { 'content-type': 'text/html' });
      else response.writeHead(307, { location: '/api/send-message' });
      response.end('<h1>404</h1>');
    });
    const gone = await channelAt(server.url, { sendPath: '/gone' }).send({ to: NUMBER, text: TEXT });
    const moved = await channelAt(server.url, { sendPath: '/moved' }).send({ to: NUMBER, text: TEXT });
    await server.close();
    assert.deepEqual([gone, moved], Array(2).fill({ kind: 'blocked', why: 'wrong_path' }));
    assert.deepEqual(paths, ['/gone', '/moved']);
  });

  it('waits as long as a 429 asks, in seconds or until a date', async () => {
    const nowMs = Date.parse('2026-11-23T10:00:00Z');
    rapiwa.setAnswer('rate_limited', { retryAfter: 120, times: 1 });
    rapiwa.setAnswer('rate_limited', { retryAfter: 'Mon, 23 Nov 2026 10:05:00 GMT', times: 1 });
    rapiwa.setAnswer('rate_limited', { retryAfter: 0, times: 1 });
    const waits = [await send(), await send({ now: () => nowMs }), await send()];
    assert.deepEqual(
      waits,
      [120_000, 300_000, 1_000].map((retryAfterMs) => ({ kind: 'rate_limited', retryAfterMs })),
    );
  });

  it('asks nothing at all with an impossible number, an empty text or one over 4096 characters', async () => {
    const channel = channelAt(rapiwa.url);
    const numbers = ['+0415555012', '+1234567', '+1234567890123456', '+1415555o123', ''];
    for (const to of numbers as Phone[]) {
      assert.deepEqual(await channel.send({ to, text: TEXT }), { kind: 'rejected', why: 'invalid_number' });
    }
    for (const text of ['', ' \n', 'x'.repeat(4097)]) {
      assert.deepEqual(await channel.send({ to: NUMBER, text }), { kind: 'rejected', why: 'refused' });
    }
    assert.equal(rapiwa.messages.length, 0);
  });

  it('tells a phone that was unlinked and a key that was replaced from a bad number', async () => {
    rapiwa.setConnected(false);
    assert.deepEqual(await send(), { kind: 'blocked', why: 'disconnected' });
    rapiwa.setApiKey('another-key');
    assert.deepEqual(await send(), { kind: 'blocked', why: 'unauthorized' });
  });

  it('opens a connection of its own for every send', async () => {
    const sockets = new Set<Socket>();
    const server = await serve(async (request, response) => {
      sockets.add(request.socket);
      await readText(request);
      response.end('{"success":true,"message_id":"3EB0A"}');
    });
    const channel = channelAt(server.url);
    for (let count = 0; count < 3; count += 1) await channel.send({ to: NUMBER, text: TEXT });
    await server.close();
    assert.equal(sockets.size, 3);
  });
});

function assertNothingPrivate(result: SendResult): void {
  const { messageId: _vendorsOwn, ...rest } = { messageId: null, ...result };
  const shown = JSON.stringify(rest).replace(/"retryAfterMs":\d+/, '');
  assert.ok(!shown.includes(API_KEY));
  for (let at = 1; at + 4 <= NUMBER.length; at += 1) assert.ok(!shown.includes(NUMBER.slice(at, at + 4)));
}
