import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDatabase } from '../../src/adapters/postgres/database.ts';
import { createInboundStore } from '../../src/adapters/postgres/inbound-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { DeliveryState } from '../../src/domain/delivery.ts';
import { createApp } from '../../src/http/app.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { StaffAlert } from '../../src/ports/staff-alerts.ts';
import { createRapiwaRouter } from '../../src/webhooks/rapiwa/router.ts';
import { createTake } from '../../src/webhooks/rapiwa/take.ts';
import type { StopAnswer } from '../../src/webhooks/rapiwa/take-keyword.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { instant, openedRecovery, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { severable, type SeverableDatabase } from '../adapters/postgres/severable.ts';
import { createRapiwaSimulator, type MountableRapiwa } from '../simulators/index.ts';

const TOKEN = 'the-token-of-the-hook';
const NUMBER = '14155550123';

describe('POST /webhooks/rapiwa/:token', () => {
  let database: OpenLedger;
  let hook: OpenHook;
  let rapiwa: MountableRapiwa;

  before(async () => {
    database = await openLedger();
  });
  after(() => database.close());
  beforeEach(async () => {
    hook = await openHook(database);
    rapiwa = createRapiwaSimulator({
      apiKey: 'device-key',
      hookUrl: hook.url(TOKEN),
      now: () => new Date(hook.now),
    });
  });
  afterEach(async () => {
    await rapiwa.close();
    await hook.close();
  });

  const optOuts = async () => (await database.db.selectFrom('opt_outs').selectAll().execute()).length;
  const forget = () => database.pool.query('truncate opt_outs, reply_keywords, unmatched_receipts, consents');
  beforeEach(forget);

  it('is there for its token only, with or without another segment', async () => {
    const body = JSON.stringify({ message_id: 'A', status: 'sent' });
    assert.deepEqual(await hook.post(TOKEN, body), { status: 200, body: '{"success":true}' });
    assert.deepEqual(await hook.post(`${TOKEN}/appended`, body), { status: 200, body: '{"success":true}' });
    for (const path of ['wrong', `${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), '', `x/${TOKEN}`]) {
      assert.equal((await hook.post(path, body)).status, 404, path);
    }
    assert.equal((await hook.post('wrong', 'x'.repeat(300_000))).status, 404);
  });

  it('refuses what is no JSON or too long, and keeps nothing', async () => {
    assert.equal((await hook.post(TOKEN, '{"message_id":')).status, 400);
    const long = JSON.stringify({ message_id: 'A', from: NUMBER, message: 'x'.repeat(256 * 1024) });
    assert.equal((await hook.post(TOKEN, long)).status, 413);
  });

  it('takes shapes it does not know, and says nothing of what is in them', async () => {
    for (const body of [
      '{}',
      '[]',
      'null',
      '"STOP"',
      `{"event":"message.received","data":{"from":"${NUMBER}"}}`,
    ]) {
      assert.equal((await hook.post(TOKEN, body)).status, 200, body);
    }
    assert.equal(await optOuts(), 0);
    assert.equal(hook.lines.filter((line) => line.includes('unknown_shape')).length, 5);
    assert.ok(!hook.lines.join().includes(NUMBER));
  });

  it('ignores groups, broadcasts, reactions and our own messages', async () => {
    for (const from of ['120363041@g.us', 'status@broadcast']) await rapiwa.emitReply({ from, text: 'STOP' });
    await rapiwa.emitReply({ from: NUMBER, text: 'STOP', messageType: 'reaction' });
    await rapiwa.emitHook({
      message_id: 'B',
      from: `${NUMBER}@s.whatsapp.net`,
      message: 'STOP',
      fromMe: true,
    });
    assert.equal(await optOuts(), 0);
  });

  it('obeys a STOP once: the same message again, after a START, changes nothing', async () => {
    const stop = { from: NUMBER, text: 'STOP', messageId: 'M1' };
    await rapiwa.emitReply(stop);
    await rapiwa.emitReply(stop);
    assert.equal(await optOuts(), 1);
    hook.now += 60_000;
    await rapiwa.emitReply({ from: NUMBER, text: 'START' });
    await rapiwa.emitReply(stop);
    assert.equal(await optOuts(), 0);
    const said = await database.db.selectFrom('consents').select('is_given').execute();
    assert.deepEqual(
      said.map(({ is_given }) => is_given),
      [false, false, true],
    );
  });

  it('of STOP and START counts what was said later, in whatever order they come', async () => {
    const say = (text: string, at: number) =>
      rapiwa.emitHook({
        message_id: randomUUID(),
        from: `${NUMBER}@s.whatsapp.net`,
        message: text,
        timestamp: String(at),
      });
    const now = Math.floor(hook.now / 1000);
    await say('START', now - 10);
    await say('STOP', now - 20);
    assert.equal(await optOuts(), 0);
    await say('STOP', now - 5);
    await say('START', now - 7);
    assert.equal(await optOuts(), 1);
  });

  it('answers a number that we know, once, and no stranger', async () => {
    await rapiwa.emitReply({ from: NUMBER, text: 'STOP' });
    assert.deepEqual(hook.answers, []);
    const record = await openedRecovery(database);
    const contact = { debt: record.input, customerId: record.input.customerId!, marketingConsent: true };
    await database.ledger.recordContact({ ...contact, phoneHash: `hash of +${NUMBER}`, now: instant() });
    assert.equal(
      await database.ledger.hasOfferConsent({ source: 'stripe', customerId: contact.customerId }),
      false,
    );
    await rapiwa.emitReply({ from: NUMBER, text: 'Stopp' });
    assert.deepEqual(
      hook.answers.map(({ language }) => language),
      ['de'],
    );
    const news = await database.db.selectFrom('recovery_news').select(['debt_id', 'news']).execute();
    assert.deepEqual(
      news.map(({ debt_id, news }) => [debt_id, (news as { kind: string }).kind]),
      [[record.input.debtId, 'opted_out']],
    );
  });

  it('tells staff of a STOP whose sender WhatsApp hides, and obeys it where the number is beside it', async () => {
    await rapiwa.emitReply({ from: '99887766554433@lid', text: 'STOP' });
    assert.equal(await optOuts(), 0);
    assert.match(hook.alerts[0]!.what, /wrote STOP.*does not say from what number/);
    await rapiwa.emitReply({ from: '99887766554433@lid', contactId: `+${NUMBER}`, text: 'STOP' });
    assert.equal(await database.ledger.isOptedOut(`hash of +${NUMBER}`), true);
  });

  it('shows no digit of a number and no text in any log line, and no token', async () => {
    await rapiwa.emitReply({ from: NUMBER, text: 'STOP', name: 'Maria Silva' });
    await rapiwa.emitReply({ from: NUMBER, text: 'I will pay on Friday', name: 'Maria Silva' });
    const said = hook.lines.join('\n') + (await hook.metrics());
    for (const secret of [NUMBER, '415555', 'Friday', 'Maria', TOKEN, 'device-key']) {
      assert.ok(!said.includes(secret), secret);
    }
    assert.match(said, /recoup_webhooks_total\{path="\/webhooks\/rapiwa",status="200"\} 2/);
  });

  it('answers 503 while the database is away, and Rapiwa may say it again', async () => {
    await hook.way.cut();
    assert.equal((await rapiwa.emitReply({ from: NUMBER, text: 'STOP', messageId: 'M2' }))?.status, 503);
    assert.equal(await optOuts(), 0);
    await hook.way.restore();
    assert.equal((await rapiwa.emitReply({ from: NUMBER, text: 'STOP', messageId: 'M2' }))?.status, 200);
    assert.equal(await optOuts(), 1);
  });

  describe('receipts', () => {
    async function delivery(state: DeliveryState, messageId: string | null): Promise<string> {
      const { input } = await openedRecovery(database);
      const planned = { debt: input, step: 'first_notice', channel: 'whatsapp', phoneHash: 'h' } as const;
      const { id } = await database.ledger.planDelivery({ ...planned, now: instant() });
      await database.db
        .updateTable('deliveries')
        .set({ state, provider_message_id: messageId, state_at: new Date(hook.now).toISOString() })
        .where('id', '=', id)
        .execute();
      return id;
    }
    const look = async (id: string) => {
      const row = await database.db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return { state: row.state, sentAt: row.state_at };
    };
    beforeEach(() =>
      database.pool.query(`update deliveries set state = 'sent' where state in ('sending', 'unknown')`),
    );

    it('move a delivery forward, never back, and not its moment of sending', async () => {
      const id = await delivery('sent', 'R1');
      const { sentAt } = await look(id);
      hook.now += 3_600_000;
      for (const status of ['read', 'delivered', 'sent', 'read'] as const)
        await rapiwa.emitStatus('R1', status);
      assert.deepEqual(await look(id), { state: 'read', sentAt });
    });

    it('that come before the answer to their own send are not lost', async () => {
      const id = await delivery('sending', null);
      await rapiwa.emitStatus('R2', 'delivered');
      await rapiwa.emitStatus('R2', 'sent');
      await database.ledger.settleDelivery({
        deliveryId: id,
        requestedAt: null,
        state: 'sent',
        providerMessageId: 'R2',
        now: instant(),
      });
      assert.equal((await look(id)).state, 'delivered');
    });

    it('of nobody are a hint for ten minutes after an unknown answer, and nothing otherwise', async () => {
      const hints = async () =>
        (await database.db.selectFrom('unmatched_receipts').select('message_id').execute()).map(
          (row) => row.message_id,
        );
      await rapiwa.emitStatus('R3', 'sent');
      await delivery('unknown', null);
      await rapiwa.emitStatus('R4', 'sent');
      hook.now += 11 * 60_000;
      await rapiwa.emitStatus('R5', 'sent');
      assert.deepEqual(await hints(), ['R4']);
    });

    it('with words nobody documented are taken; a failure is told to staff', async () => {
      const id = await delivery('sent', 'R6');
      assert.equal((await rapiwa.emitStatus('R6', 'failed'))?.status, 200);
      assert.equal((await rapiwa.emitHook({ message_id: 'R6', status: 'played' }))?.status, 200);
      assert.equal((await look(id)).state, 'sent');
      assert.deepEqual(
        hook.alerts.map(({ what }) => what),
        ['WhatsApp says that it could not deliver message R6'],
      );
    });
  });
});

interface OpenHook {
  /** Milliseconds since 1970. */
  now: number;
  readonly way: SeverableDatabase;
  readonly answers: StopAnswer[];
  readonly alerts: StaffAlert[];
  readonly lines: string[];
  url(path: string): string;
  post(path: string, body: string): Promise<{ status: number; body: string }>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

async function openHook(open: OpenLedger): Promise<OpenHook> {
  const way = await severable(open.url);
  const db = createDatabase(
    createPool({ url: way.url, size: 2, applicationName: 'hook', onIdleError: () => undefined }),
  );
  const { log, lines } = capturedLogger();
  const answers: StopAnswer[] = [];
  const alerts: StaffAlert[] = [];
  const take = createTake({
    store: createInboundStore(db),
    hashPhone: (phone) => `hash of ${phone}`,
    answerStop: (to) => void answers.push(to),
    acknowledge: () => undefined,
    onNews: () => undefined,
    hoursOf: () => ({ window: { kind: 'hours', from: '09:00', to: '20:00' }, zones: ['UTC'] }),
    dayLengthMs: DAY_MS,
    alerts: { alert: async (alert) => void alerts.push(alert) },
    log,
    now: () => opened.now,
  });
  const metrics = createMetrics(async () => 0);
  const router = createRapiwaRouter({ token: TOKEN, take, log });
  const routers = [router, metrics.router];
  const app = createApp({ onAnswered: metrics.countWebhook, routers, log, isDraining: () => false });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened: OpenHook = {
    now: Date.parse(instant()),
    way,
    answers,
    alerts,
    lines,
    url: (path) => `${base}/webhooks/rapiwa/${path}`,
    post: async (path, body) => {
      const response = await fetch(opened.url(path), { method: 'POST', body });
      return { status: response.status, body: await response.text() };
    },
    metrics: async () => (await fetch(`${base}/metrics`)).text(),
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await db.destroy();
      await way.cut();
    },
  };
  return opened;
}
