import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { anInvoice, failPayment, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';
import { capturedLogger } from '../adapters/captured-logger.ts';

(hasTestServer ? describe : describe.skip)('a channel in trouble', function () {
  this.timeout(60_000);
  const { log, lines } = capturedLogger();
  const lab = useLab({ RAPIWA_TIMEOUT_MS: '300' }, { log });
  beforeEach(() => void lines.splice(0));

  const alerts = () =>
    lines
      .filter((line) => line.includes('staff.alert'))
      .map((line) => (JSON.parse(line) as { what: string }).what);
  const untilHeld = async (stories: readonly Story[]) => {
    for (const story of stories) await story.untilStatus('held', ({ hold }) => hold === 'channel');
  };
  const refused = () => lab().rapiwa.messages.filter(({ accepted }) => !accepted);
  /** Six recoveries, an hour apart; all first notices are out. */
  async function six(): Promise<readonly Story[]> {
    const stories: Story[] = [];
    for (let count = 1; count <= 6; count += 1) {
      stories.push(await failPayment(lab(), anInvoice(lab())));
      await eventually('its first notice', () => lab().rapiwa.messages.length === count);
      await stories[0]!.skipToDay(count / 24);
    }
    return stories;
  }

  it('a wrong key from day 2 to day 8: all hold, one alert, few requests; a good reading frees them all, and what is stale is left out', async () => {
    const stories = await six();
    const [first] = stories;
    await first!.skipToDay(2);
    lab().rapiwa.setApiKey('another key');
    await first!.skipToDay(4);
    await untilHeld(stories);
    assert.deepEqual(alerts(), ['WhatsApp cannot send (unauthorized): every sequence holds']);
    // Tries of the whole device, not of each recovery: 5, 10, 20, 40 minutes, then hourly at most.
    assert.ok(refused().length <= 30, `${refused().length} requests were refused`);
    await first!.skipToDay(8);
    lab().rapiwa.setApiKey(lab().config.rapiwa!.apiKey);
    const before = refused().length;
    await lab().inbound.noteHealth('connected');
    await eventually('six final notices', () =>
      accepted(lab(), stories, 'final_notice').then((n) => n === 6),
    );
    await first!.skipToDay(10);
    for (const story of stories) {
      const sent = (await story.log()).filter((line) => !line.includes('(unauthorized)'));
      assert.deepEqual(
        sent.map((line) => line.replace(/^day \S+ /, '')),
        ['first_notice', 'final_notice'],
      );
      assert.equal((await story.status()).hold, null);
    }
    assert.equal(refused().length, before);
    assert.equal(alerts().length, 1);
    assert.deepEqual(
      await skipped(lab()),
      Array.from({ length: 6 }, () => 'second_notice skipped: superseded'),
    );
  });

  it('no health reading at all: the first message that goes out frees the others at once', async () => {
    const stories = await six();
    const [first] = stories;
    lab().rapiwa.setConnected(false);
    await first!.skipToDay(3.3);
    await untilHeld(stories);
    lab().rapiwa.setConnected(true);
    // One try of the device an hour; by their own looks, six hours apart, not all of them would have gone by now.
    await first!.skipToDay(3.4);
    await eventually('six second notices', () =>
      accepted(lab(), stories, 'second_notice').then((n) => n === 6),
    );
  });

  it('a good reading says nothing about a plan that has run out', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    lab().rapiwa.setAnswer('plan_402');
    await story.skipToDay(3.01);
    await untilHeld([story]);
    const before = refused().length;
    await lab().inbound.noteHealth('connected');
    await story.untilAnswered();
    assert.equal((await story.status()).hold, 'channel');
    assert.equal(refused().length, before);
  });

  it('a reading that the next message gives the lie to is not believed twice', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    lab().rapiwa.setAnswer('not_connected');
    await story.skipToDay(3.01);
    await untilHeld([story]);
    const before = refused().length;
    await lab().inbound.noteHealth('connected');
    await eventually('it tries again', () => refused().length === before + 1);
    await untilHeld([story]);
    await story.untilAsleep();
    for (let minute = 0; minute < 3; minute += 1) await lab().inbound.noteHealth('connected');
    await story.untilAnswered();
    assert.equal(refused().length, before + 1);
  });
});

async function accepted({ database }: Lab, stories: readonly Story[], step: string): Promise<number> {
  const rows = await database.db
    .selectFrom('deliveries')
    .select('debt_id')
    .where('step', '=', step)
    .where('state', '=', 'sent')
    .execute();
  return rows.filter(({ debt_id }) => stories.some(({ invoiceId }) => invoiceId === debt_id)).length;
}

async function skipped({ database: { pool } }: Lab): Promise<string[]> {
  const { rows } = await pool.query<{ step: string; note: string }>(
    `select step, note from step_notes where note like 'skipped%'`,
  );
  return rows.map(({ step, note }) => `${step} ${note}`);
}
