import assert from 'node:assert/strict';
import { addDays, clockChangeOn, wallTimeAt } from '../../src/domain/clock.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { formatDate } from '../../src/messages/format.ts';
import type { Lab } from '../support/lab.ts';
import { anInvoice, failPayment, useLab, type Person, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const HOUR_MS = 3_600_000;
const MONDAY_TO_SUNDAY = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

(hasTestServer ? describe : describe.skip)("the customer's own hours", function () {
  this.timeout(60_000);
  const lab = useLab();

  it('at UTC+13 a failure at 23:00 is told at nine, every time, and the ledger says by which rule', async () => {
    const story = await failFor({ country: 'TO' });
    await story.untilStatus('the window', ({ plan }) => plan[0]?.movedBy === 'window');
    const [moved] = (await story.status()).plan;
    assert.deepEqual(await notes(story), [
      `first_notice deferred: window (Pacific/Tongatapu, 09:00-20:00): until ${moved!.dueAt}`,
    ]);
    assert.match(await currentDetails(story), new RegExp(`first_notice, due ${moved!.dueAt} \\(window\\)`));
    await story.skipToDay(15);
    assert.deepEqual(await story.log(), [
      'day 0.42 first_notice',
      'day 3.42 second_notice',
      'day 7.42 final_notice',
      'day 14.42 suspension',
    ]);
    // 09:00 on Tuesday in Tonga is still Monday in Greenwich.
    assert.deepEqual(await sentOn(story, 'Pacific/Tongatapu'), ['Tue 9', 'Fri 9', 'Tue 9', 'Tue 9']);
    await assertPrintedDate(story, 'Pacific/Tongatapu');
  });

  it('in a country with two zones only the hours count that suit both', async () => {
    await skipHours(lab(), 2.5);
    const story = await failFor({ country: 'MN' });
    await story.skipToDay(1);
    // 12:30 UTC is 20:30 in Ulaanbaatar; at 02:00 UTC it is nine in Hovd too.
    assert.deepEqual(await story.log(), ['day 0.56 first_notice']);
    assert.match(
      (await notes(story))[0] ?? '',
      /\(Asia\/Ulaanbaatar and 1 more of its country, 09:00-20:00\)/,
    );
  });

  it('a zone in the metadata is believed before address and number', async () => {
    const story = await failFor({ country: 'TO', timeZone: 'Africa/Nairobi' });
    await story.skipToDay(1);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('a zone in the metadata that there is not is passed over, and the ledger says so', async () => {
    const story = await failFor({ country: 'TO', timeZone: 'Tonga' });
    await story.skipToDay(1);
    assert.deepEqual(await story.log(), ['day 0.42 first_notice']);
    assert.match(
      (await notes(story))[0] ?? '',
      /; the time_zone in the metadata is no IANA zone and was passed over$/,
    );
  });

  it('failed on a Sunday in New York: told on Monday at nine, and suspended on a Monday, as printed', async () => {
    await skipHours(lab(), 6 * 24 + 6);
    const story = await failFor({ country: 'US', postalCode: '10001' });
    await story.skipToDay(16);
    const failedAt = Math.floor(wallTimeAt(story.firstFailure, 'America/New_York').minuteOfDay / 60);
    const expected = ['Mon 9', `Wed ${failedAt}`, 'Mon 9', 'Mon 9'];
    assert.deepEqual(await sentOn(story, 'America/New_York'), expected);
    await assertPrintedDate(story, 'America/New_York');
    assert.match((await notes(story))[0] ?? '', /\(America\/New_York, 09:00-20:00 Mon-Sat\)/);
  });

  for (const [way, hours] of [
    ['forward', 10],
    ['back', 12],
  ] as const) {
    it(`in the night in which clocks go ${way} nine o'clock is ${hours} hours after 22:00`, async () => {
      const change = nextChange(await lab().clock.now(), 'Australia/Sydney', way);
      await lab().clock.skipTo(change - (way === 'forward' ? 4 : 5) * HOUR_MS);
      const story = await failFor({ country: 'AU', state: 'NSW' });
      await story.skipToDay(1);
      assert.deepEqual(await sentOn(story, 'Australia/Sydney'), ['Sun 9']);
      assert.deepEqual(await story.log(), [`day ${Math.round((hours / 24) * 100) / 100} first_notice`]);
    });
  }

  /** A customer of whom only this is known, besides a number of Ghana. */
  function failFor(person: Person): Promise<Story> {
    return failPayment(lab(), anInvoice(lab(), { timeZone: null, ...person }));
  }

  async function notes({ invoiceId }: Story): Promise<string[]> {
    const { rows } = await lab().database.pool.query<{ step: string; note: string }>(
      'select step, note from step_notes where debt_id = $1 order by first_at',
      [invoiceId],
    );
    return rows.map(({ step, note }) => `${step} ${note}`);
  }

  /** Weekday and hour on the customer's wall of each message, e.g. `Mon 9`. */
  async function sentOn(story: Story, zone: string): Promise<string[]> {
    await story.log();
    return lab().rapiwa.messages.map(({ at }) => {
      const { weekday, minuteOfDay } = wallTimeAt(toEpochMs(at), zone);
      return `${MONDAY_TO_SUNDAY[weekday - 1]} ${Math.floor(minuteOfDay / 60)}`;
    });
  }

  /** The day that the final notice names is the one on which the customer is suspended, by the customer's calendar. */
  async function assertPrintedDate(story: Story, zone: string): Promise<void> {
    const { rows } = await lab().database.pool.query<{ suspended_at: string }>(
      'select suspended_at from access_suspensions where debt_id = $1',
      [story.invoiceId],
    );
    const day = formatDate(rows[0]!.suspended_at, { zone, locale: 'en-US' });
    const text = await story.textOf('final_notice');
    assert.ok(text.includes(day), `${day} in: ${text}`);
  }
});

function skipHours({ clock }: Lab, hours: number): Promise<void> {
  return clock.now().then((now) => clock.skipTo(now + hours * HOUR_MS));
}

/** The next instant at which the zone's clocks are set forward, or back. */
function nextChange(now: number, zone: string, way: 'forward' | 'back'): number {
  for (let date = addDays(wallTimeAt(now, zone).date, 2); ; date = addDays(date, 1)) {
    const change = clockChangeOn(date, zone);
    if (change === null) continue;
    const minutes = [change - 60_000, change].map((at) => wallTimeAt(at, zone).minuteOfDay);
    if (minutes[1]! > minutes[0]! === (way === 'forward')) return change;
  }
}

async function currentDetails({ handle }: Story): Promise<string> {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}
