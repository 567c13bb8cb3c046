import assert from 'node:assert/strict';
import { createSlackChannel } from '../../src/adapters/slack/channel.ts';
import { createReplyDesk } from '../../src/adapters/postgres/reply-desk.ts';
import { createStaffOutbox } from '../../src/adapters/postgres/staff-outbox.ts';
import { createQueuedAlerts } from '../../src/inbox/queue-alerts.ts';
import type { Rounds } from '../../src/inbox/rounds.ts';
import { startStaffTeller } from '../../src/inbox/tell-staff.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { StaffChannel } from '../../src/ports/staff-channel.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { instant, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { startSlackSimulator, type SlackSimulator } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';

describe('telling staff', () => {
  let open: OpenLedger;
  let slack: SlackSimulator;
  let nowMs: number;
  const tellers: Rounds[] = [];
  const { log, lines } = capturedLogger();

  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  beforeEach(async () => {
    slack = await startSlackSimulator();
    await open.pool.query('truncate staff_alerts, staff_outbox');
    nowMs = Date.parse(instant());
  });
  afterEach(async () => {
    for (const teller of tellers.splice(0)) await teller.stop();
    await slack.close();
  });

  const slackChannel = () => createSlackChannel({ url: new URL(slack.url), now: () => nowMs });

  /** One server of several. */
  function aServer(channel: StaffChannel = slackChannel(), gapMs = 0): Rounds {
    const { db } = open.connect();
    const never = () => Promise.reject(new Error('no reply here'));
    const teller = startStaffTeller({
      ...{ channel, gapMs, log, now: () => nowMs },
      outbox: createStaffOutbox(db),
      replies: createReplyDesk(db),
      ...{ look: never, billing: {}, sequenceUrl: () => null, processorUrl: () => null },
    });
    tellers.push(teller);
    return teller;
  }
  const aWorker = () =>
    createQueuedAlerts({ ledger: open.connect().ledger, log, clock: () => Promise.resolve(nowMs) });
  const alert = (n: number) => ({ key: `matter ${n}`, what: `matter ${n}`, remedy: 'look' });
  const told = () => slack.posts.map(({ text }) => text.replace('recoup: matter ', ''));

  it('one matter once a day, over all processes, in the order in which they came up', async () => {
    const [one, other] = [aWorker(), aWorker()];
    await Promise.all([one.alert(alert(1)), other.alert(alert(1))]);
    await one.alert(alert(2));
    nowMs += DAY_MS - 1;
    await other.alert(alert(1));
    nowMs += 1;
    await other.alert(alert(1));
    aServer();
    aServer();
    await eventually('all are told', () => told().length === 3);
    assert.deepEqual([...told()].sort(), ['1', '1', '2']);
  });

  it('Slack is down, then asks for patience: nothing is lost, nothing is doubled, the order stays', async () => {
    slack.setFault({ kind: 'status', status: 503 });
    const teller = aServer();
    for (const n of [1, 2, 3]) await aWorker().alert(alert(n));
    teller.wake();
    await eventually('a try', () => slack.requests() > 0);
    slack.setFault({ kind: 'status', status: 429, times: 1, headers: { 'retry-after': '60' } });
    nowMs += 600_000;
    await eventually('the 429', () => lines.join().includes('HTTP 429'));
    const before = slack.requests();
    nowMs += 59_000;
    teller.wake();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(slack.requests(), before);
    nowMs += 2_000;
    teller.wake();
    await eventually('all are told', () => told().length === 3);
    assert.deepEqual(told(), ['1', '2', '3']);
    assert.doesNotMatch(lines.join(), /services|secret/);
  });

  it('a message that Slack does not take is told without its form, and keeps no other waiting', async () => {
    const real = slackChannel();
    const plain: boolean[] = [];
    const picky: StaffChannel = {
      tell: async (news, isPlain) => {
        const isFirst = news.kind === 'alert' && news.alert.what === 'matter 1';
        if (isFirst) plain.push(isPlain);
        return isFirst && !isPlain
          ? { kind: 'refused', why: 'HTTP 400 invalid_blocks' }
          : real.tell(news, isPlain);
      },
    };
    await aWorker().alert(alert(1));
    await aWorker().alert(alert(2));
    aServer(picky);
    await eventually('the other', () => told().length === 1);
    nowMs += 60_000;
    await eventually('both', () => told().length === 2);
    assert.deepEqual(told(), ['2', '1']);
    assert.deepEqual(plain, [false, true]);
  });

  it('leaves a second between two messages', async () => {
    const at: number[] = [];
    const channel: StaffChannel = {
      tell: async () => {
        at.push(performance.now());
        return { kind: 'told' };
      },
    };
    for (const n of [1, 2, 3]) await aWorker().alert(alert(n));
    aServer(channel, 150);
    await eventually('all are told', () => at.length === 3);
    assert.ok(at[2]! - at[0]! >= 290, `${at[2]! - at[0]!} ms`);
  });

  it('the ledger is away: logged, not thrown', async () => {
    const away = { queueAlert: () => Promise.reject(new Error('database away')) };
    await createQueuedAlerts({ ledger: away, log, clock: () => Promise.resolve(nowMs) }).alert(alert(1));
    assert.match(lines.at(-1)!, /staff_channel\.not_queued/);
  });
});
