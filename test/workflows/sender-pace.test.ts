import assert from 'node:assert/strict';
import { toEpochMs } from '../../src/domain/instant.ts';
import { anInvoice, failPayment, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

(hasTestServer ? describe : describe.skip)("a sender's pace over several recoveries", function () {
  this.timeout(60_000);

  describe('with twenty minutes between two messages', () => {
    const lab = useLab({ RAPIWA_MIN_GAP_MS: String(20 * MINUTE_MS) });

    it('3 days without the phone: no stale message, then a slow drain at the pace of the sender', async () => {
      const early = [await fail(), await fail()];
      await early[0]!.skipToDay(2.9);
      lab().rapiwa.setConnected(false);
      await early[0]!.skipToDay(2.95);
      const late = [await fail(), await fail()];
      await early[0]!.skipToDay(5.98);
      for (const story of early) assert.ok((await notes(story)).includes('second_notice held: channel'));
      for (const story of late) assert.ok((await notes(story)).includes('first_notice held: channel'));
      const repaired = await lab().clock.now();
      lab().rapiwa.setConnected(true);
      await early[0]!.skipToDay(6.4);

      for (const story of early) assert.deepEqual(await accepted(story), ['first_notice', 'second_notice']);
      for (const story of late) {
        assert.deepEqual(await accepted(story), ['second_notice']);
        assert.ok((await notes(story)).includes('first_notice skipped: superseded'));
      }
      const drained = times().filter((at) => at >= repaired);
      assert.equal(drained.length, 4);
      assert.ok(leastGap(drained) >= 20 * MINUTE_MS, `gaps of ${leastGap(drained)} ms`);
      await early[0]!.skipToDay(16);
      for (const story of early) {
        assert.deepEqual((await accepted(story)).slice(2), ['final_notice', 'suspension']);
      }
    });

    const fail = () => failPayment(lab(), anInvoice(lab()));
    const times = () => acceptedTimes(lab());
    const notes = (story: Story) => notesOf(lab(), story);
  });

  describe('with an hour or two between two messages', () => {
    const lab = useLab({ RAPIWA_MIN_GAP_MS: String(HOUR_MS) });

    it('a place in the night is left: the rest goes out in the morning, one by one', async () => {
      const { clock } = lab();
      await clock.skipTo((await clock.now()) + 7.5 * HOUR_MS);
      const stories: Story[] = [];
      for (let n = 0; n < 5; n += 1) stories.push(await failPayment(lab(), anInvoice(lab())));
      await stories[0]!.skipToDay(1.2);
      const sent = acceptedTimes(lab());
      const hours = sent.map((at) => new Date(at).getUTCHours());
      assert.equal(hours[0], 17);
      assert.equal(sent.length, 5, hours.join());
      assert.deepEqual(
        hours.filter((hour) => hour < 9 || hour >= 20),
        [],
      );
      assert.equal(
        hours.find((hour) => hour < 17),
        9,
        `nobody waits longer than until nine: ${hours.join()}`,
      );
      assert.ok(leastGap(sent) >= HOUR_MS, `gaps of ${leastGap(sent)} ms`);
      const waits = (await Promise.all(stories.map((story) => notesOf(lab(), story)))).flat();
      const inTheNight =
        /^first_notice deferred: window \(UTC, 09:00-20:00; the sender is free at \S+\): until \S+T09:00:00\.000Z$/;
      assert.ok(
        waits.some((note) => inTheNight.test(note)),
        waits.join('\n'),
      );
    });
  });

  describe('as fast as they come due', () => {
    const lab = useLab();

    it('told to slow down it rests for everybody, not only for the message it was told about', async () => {
      lab().rapiwa.setAnswer('rate_limited', { times: 1, retryAfter: 3600 });
      const first = await failPayment(lab(), anInvoice(lab()));
      await first.untilSent(1);
      await first.untilAsleep();
      await first.skipToDay(1 / 144);
      const second = await failPayment(lab(), anInvoice(lab()));
      await first.skipToDay(1);
      assert.deepEqual(await first.log(), ['day 0 first_notice (rate_limited)', 'day 0.04 first_notice']);
      // Ten minutes later: 50 minutes of the rest are left.
      assert.deepEqual(await second.log(), ['day 0.03 first_notice']);
    });
  });
});

type Lab = ReturnType<ReturnType<typeof useLab>>;

/** What really went to the customer, step by step; refused requests are left out. */
async function accepted(story: Story): Promise<string[]> {
  const lines = (await story.log()).filter((line) => !line.includes('('));
  return lines.map((line) => line.split(' ')[2]!);
}

function acceptedTimes({ rapiwa }: Lab): number[] {
  return rapiwa.messages.filter((message) => message.accepted).map(({ at }) => toEpochMs(at));
}

function leastGap(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((at, n) => at - times[n]!));
}

async function notesOf({ database }: Lab, { invoiceId }: Story): Promise<string[]> {
  const { rows } = await database.pool.query<{ step: string; note: string }>(
    'select step, note from step_notes where debt_id = $1 order by first_at',
    [invoiceId],
  );
  return rows.map(({ step, note }) => `${step} ${note}`);
}
