import assert from 'node:assert/strict';
import { createSlackAlerts } from '../../src/adapters/slack/alerts.ts';
import { toSlackMessage } from '../../src/adapters/slack/message.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { startSlackSimulator, type Fault, type SlackSimulator } from '../simulators/index.ts';
import { capturedLogger } from './captured-logger.ts';
import { instant, openLedger, type OpenLedger } from './postgres/open-ledger.ts';

const ALERT = { key: 'no-channel:in_1', what: 'in_1: no way to the customer', remedy: 'call them' };

describe('telling a Slack channel', () => {
  let slack: SlackSimulator;
  let open: OpenLedger;
  let nowMs: number;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  beforeEach(async () => {
    slack = await startSlackSimulator();
    await open.db.deleteFrom('staff_alerts').execute();
    nowMs = toEpochMs(instant());
  });
  afterEach(() => slack.close());

  /** One process of several on the same ledger. */
  const { log, lines } = capturedLogger();
  const aProcess = () =>
    createSlackAlerts({
      url: new URL(slack.url),
      ledger: open.connect().ledger,
      log,
      clock: () => Promise.resolve(nowMs),
    });

  it('tells one matter once a day, over all processes', async () => {
    const [one, other] = [aProcess(), aProcess()];
    await Promise.all([one.alert(ALERT), other.alert(ALERT)]);
    await one.alert({ ...ALERT, key: 'no-channel:in_2', what: 'in_2: no way to the customer' });
    nowMs += DAY_MS - 1;
    await other.alert(ALERT);
    nowMs += 1;
    await other.alert(ALERT);
    assert.deepEqual(
      slack.posts.map(({ text }) => text),
      ['in_1', 'in_2', 'in_1'].map((debt) => `recoup: ${debt}: no way to the customer`),
    );
  });

  const faults: readonly Fault[] = [
    { kind: 'status', status: 500, times: 1 },
    { kind: 'status', status: 429, times: 1, headers: { 'retry-after': '30' } },
    { kind: 'status', status: 404, times: 1 },
    { kind: 'reset', times: 1 },
  ];
  for (const fault of faults) {
    const name = fault.kind === 'status' ? `HTTP ${fault.status}` : fault.kind;
    it(`${name}: logs that it could not tell, without the address, and tells it the next time`, async () => {
      slack.setFault(fault);
      const alerts = aProcess();
      const before = lines.length;
      await alerts.alert(ALERT);
      assert.deepEqual(slack.posts, []);
      const said = JSON.stringify(lines.slice(before));
      assert.match(said, /slack\.not_told/);
      assert.doesNotMatch(said, /services|secret/);
      await alerts.alert(ALERT);
      assert.equal(slack.posts.length, 1);
    });
  }

  it('the ledger is away: logged, not thrown', async () => {
    const away = () => Promise.reject(new Error('database away'));
    const ledger = { claimAlert: away, releaseAlert: away };
    const alerts = createSlackAlerts({
      url: new URL(slack.url),
      ledger,
      log,
      clock: () => Promise.resolve(nowMs),
    });
    await alerts.alert(ALERT);
    assert.equal(slack.requests(), 0);
  });

  it('escapes what Slack would act on, and keeps within its limits', () => {
    const message = toSlackMessage({ key: 'k', what: '<!channel> & <@U1>', remedy: 'x'.repeat(9_000) });
    assert.match(message.text, /^recoup: &lt;!channel&gt; &amp; &lt;@U1&gt;$/);
    assert.ok(JSON.stringify(message.blocks).length < 3_000);
  });
});
