import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { composeOperatorDesk, type OperatorDesk } from '../../src/compose/operator-desk.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { checkChannel, showChannel } from '../../src/operator/channel-verbs.ts';
import { parseCommand } from '../../src/operator/command.ts';
import { listHolds } from '../../src/operator/holds-verb.ts';
import { listUnknown, resendUnknown, settleUnknown } from '../../src/operator/unknown-verbs.ts';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } from '../support/lab.ts';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

describe('the words of recoup', () => {
  it('are read, and what is wrong is answered with what to write', () => {
    assert.deepEqual(parseCommand(['channel', 'check', '--json']), { kind: 'channel_check' });
    assert.deepEqual(parseCommand(['settle', 'in_1', 'final_notice', 'sent', '--by', 'ana']), {
      kind: 'settle',
      debtId: 'in_1',
      step: 'final_notice',
      channel: 'whatsapp',
      state: 'sent',
      actor: 'ana',
    });
    assert.deepEqual(parseCommand(['resend', 'in_1', 'first_notice', '--by', 'ana']).kind, 'resend');
    assert.throws(() => parseCommand(['settle', 'in_1', 'final_notice', 'sent']), /--by is missing: say who/);
    assert.throws(
      () => parseCommand(['settle', 'in_1', 'Day 3', 'sent', '--by', 'ana']),
      /"Day 3" is no step: .*second_notice/,
    );
    assert.throws(
      () => parseCommand(['settle', 'in_1', 'final_notice', 'lost', '--by', 'ana']),
      /must be sent or rejected/,
    );
    assert.throws(() => parseCommand(['resend', 'in_1', '--by', 'ana']), /write: resend <debt> <step> --by/);
    assert.throws(
      () => parseCommand(['resend', 'in_1', 'first_notice', '--by', 'ana', '--channel', 'fax']),
      /--channel fax is not known: write whatsapp or email/,
    );
    assert.throws(() => parseCommand(['channel', 'repair']), /"channel repair" is not known/);
    assert.throws(() => parseCommand(['holds', '--parked']), /not known/);
  });
});

(hasTestServer ? describe : describe.skip)('recoup, beside a running service', function () {
  this.timeout(40_000);
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' });
  let desk: OperatorDesk;
  beforeEach(async () => {
    desk = await composeOperatorDesk(environment(lab()), pino({ level: 'silent' }));
  });
  afterEach(() => desk.close());

  const now = async () => toInstant(await lab().clock.now());
  const decide = async (debtId: string, step: 'first_notice' | 'final_notice') => ({
    debtId,
    step,
    channel: 'whatsapp' as const,
    actor: 'ana',
    now: await now(),
  });

  /** The answer to the first notice is lost; the plan goes on. */
  async function anUnknown() {
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab()));
    await eventually('the answer is lost', async () => (await desk.deliveries.unknowns()).length === 1);
    return story;
  }

  it('unknown: lists what was lost, with the receipt that tells of it', async () => {
    const { invoiceId } = await anUnknown();
    const { messageId } = lab().rapiwa.messages[0]!;
    await lab().rapiwa.emitStatus(messageId!, 'sent');
    await lab().rapiwa.emitStatus(messageId!, 'delivered');
    const { text, data } = await listUnknown(desk.deliveries);
    assert.match(
      text,
      new RegExp(`^${invoiceId}  first_notice  whatsapp .* receipt without delivery: ${messageId} delivered`),
    );
    assert.doesNotMatch(JSON.stringify(data), /1415555|Maria/);
  });

  it('settle: a final notice that was seen on the phone lets the suspension go on; it is kept who said so', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.skipToDay(6);
    lab().rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    await story.skipToDay(14.1);
    assert.equal((await story.status()).hold, 'final_notice_unconfirmed');
    await settleUnknown(desk.deliveries, await decide(story.invoiceId, 'final_notice'), 'sent');
    await story.untilStatus('suspended', ({ access }) => access === 'suspended');
    const actions = await lab()
      .database.db.selectFrom('staff_actions')
      .select(['actor', 'action', 'detail'])
      .execute();
    assert.deepEqual(actions, [{ actor: 'ana', action: 'settle', detail: 'final_notice (whatsapp): sent' }]);
    await assert.rejects(
      desk.deliveries
        .settle(await decide(story.invoiceId, 'final_notice'), 'sent')
        .then(() =>
          decide(story.invoiceId, 'final_notice').then((again) =>
            settleUnknown(desk.deliveries, again, 'rejected'),
          ),
        ),
      /final_notice of in_\S+ is sent: only an unknown one/,
    );
  });

  it('resend: sends once more, once, after every check but the hour', async () => {
    const story = await anUnknown();
    const resending = { desk: desk.deliveries, send: desk.resend };
    const { text } = await resendUnknown(resending, await decide(story.invoiceId, 'first_notice'));
    assert.match(text, /first_notice of in_\S+ is sent \(whatsapp\)\.$/);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 first_notice']);
    await assert.rejects(
      resendUnknown(resending, await decide(story.invoiceId, 'first_notice')),
      /is sent: only an unknown/,
    );
  });

  it('resend: not after a STOP, and not after payment; it stays on the list', async () => {
    const story = await anUnknown();
    const resending = { desk: desk.deliveries, send: desk.resend };
    await lab().rapiwa.emitReply({ from: lab().rapiwa.messages[0]!.number, text: 'STOP' });
    await eventually('the answer', () => lab().rapiwa.messages.length === 2);
    const stopped = await resendUnknown(resending, await decide(story.invoiceId, 'first_notice'));
    assert.match(stopped.text, /was not sent \(opted_out\); it is unknown as before/);
    assert.equal(stopped.isTrouble, true);
    assert.equal((await desk.deliveries.unknowns()).length, 1);
    await pay(lab(), story);
    await story.untilEnded();
    await assert.rejects(
      resendUnknown(resending, await decide(story.invoiceId, 'first_notice')),
      /has ended \(recovered\)/,
    );
    assert.equal(lab().rapiwa.messages.length, 2);
  });

  it('resend: not what e-mail has carried meanwhile', async () => {
    const story = await anUnknown();
    await lab().database.pool.query(
      `insert into deliveries (source, debt_id, step, channel, state, phone_hash, planned_at, state_at)
       select source, debt_id, step, 'email', 'sent', phone_hash, planned_at, state_at from deliveries`,
    );
    const resending = { desk: desk.deliveries, send: desk.resend };
    await assert.rejects(
      resendUnknown(resending, await decide(story.invoiceId, 'first_notice')),
      /reached the customer by email: settle this one instead/,
    );
    assert.equal((await desk.deliveries.unknowns()).length, 1);
    assert.equal((await story.log()).length, 1);
  });

  it('holds and channel: a device that is unlinked, and linked again', async () => {
    const [story, other] = [
      await failPayment(lab(), anInvoice(lab())),
      await failPayment(lab(), anInvoice(lab())),
    ];
    await eventually('both first notices', () => lab().rapiwa.messages.length === 2);
    const holding = { desk: desk.deliveries, ask: desk.askRecovery };
    assert.match((await listHolds(holding)).text, /^Nothing is on hold\.\n0 of 2 open/);
    lab().rapiwa.setConnected(false);
    await story.skipToDay(3.1);
    for (const one of [story, other]) await one.untilStatus('held', ({ hold }) => hold === 'channel');
    assert.match(
      (await listHolds(holding)).text,
      /channel {2}second_notice\n.*\n2 of 2 open recoveries hold\.$/s,
    );
    const shown = await showChannel(desk.channel);
    assert.match(shown.text, /blocked \(disconnected\) since .*; 2 recoveries wait/);
    assert.equal(shown.isTrouble, true);
    const check = { ...desk.channelCheck(), now: () => toInstant(lab().clock.sync()) };
    assert.match(
      (await checkChannel(check)).text,
      /^Rapiwa says: disconnected\.\nThe phone is not linked: scan/,
    );
    lab().rapiwa.setConnected(true);
    assert.match((await checkChannel(check)).text, /^Rapiwa says: connected\.\n2 held recoveries go on\.$/);
    await eventually(
      'both go on',
      () => lab().rapiwa.messages.filter(({ accepted }) => accepted).length === 4,
    );
    assert.equal((await showChannel(desk.channel)).isTrouble, undefined);
  });

  it('channel check: where Rapiwa cannot say, one recovery tries, and its message frees the others', async () => {
    const [story, other] = [
      await failPayment(lab(), anInvoice(lab())),
      await failPayment(lab(), anInvoice(lab())),
    ];
    await eventually('both first notices', () => lab().rapiwa.messages.length === 2);
    lab().rapiwa.setAnswer('plan_402');
    await story.skipToDay(3.1);
    for (const one of [story, other]) await one.untilStatus('held', ({ hold }) => hold === 'channel');
    lab().rapiwa.setAnswer('api');
    const check = { ...desk.channelCheck(), now: () => toInstant(lab().clock.sync()) };
    assert.match((await checkChannel(check)).text, /Blocked \(plan_expired\): one recovery tries now/);
    await eventually(
      'both go on',
      () => lab().rapiwa.messages.filter(({ accepted }) => accepted).length === 4,
    );
  });

  it('as a process: 0 in order, 1 trouble, 2 what cannot be followed; no digit of a number', async () => {
    const env = environment(lab());
    lab().rapiwa.setConnected(false);
    const [unknown, settle, check] = await Promise.all([
      run(['unknown', '--json'], env),
      run(['settle', 'in_1', 'first_notice', 'sent', '--by', 'ana'], env),
      run(['channel', 'check'], env),
    ]);
    assert.deepEqual(unknown, { code: 0, out: '{\n  "unknown": []\n}\n', err: '' });
    assert.deepEqual(
      [settle.code, settle.err],
      [
        2,
        'no first_notice of in_1 was ever planned on whatsapp: only an unknown one can be decided. `unknown` lists them\n',
      ],
    );
    assert.deepEqual([check.code, check.err], [1, '']);
    assert.match(check.out, /scan the QR code/);
  });
});

function environment({ config, env }: Lab): Record<string, string> {
  return {
    BUSINESS_NAME: config.businessName,
    DATABASE_URL: config.databaseUrl,
    TEMPORAL_ADDRESS: env.address,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    STRIPE_API_BASE: config.stripe!.apiBase!.href,
    RAPIWA_API_KEY: config.rapiwa!.apiKey,
    RAPIWA_BASE_URL: config.rapiwa!.baseUrl.href,
    // The lab's clock is weeks ahead of this process's: its slots would be, too.
    RAPIWA_MIN_GAP_MS: '0',
    RAPIWA_HOURLY_CAP: '0',
    RAPIWA_DAILY_CAP: '0',
  };
}

const PROGRAM = fileURLToPath(new URL('../../src/recoup.ts', import.meta.url));

function run(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
