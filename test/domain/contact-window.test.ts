import assert from 'node:assert/strict';
import { isTimeZone } from '../../src/domain/clock.ts';
import { allowedSuspensionInstant } from '../../src/domain/contact-hours.ts';
import {
  isInContactWindow,
  nextAllowedInstant,
  parseContactWindow,
  type ContactWindow,
} from '../../src/domain/contact-window.ts';

const DAYTIME = parseContactWindow('09:00-20:00');
const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';
const TONGA = 'Pacific/Tongatapu';

describe('parseContactWindow', () => {
  it('reads hours and off', () => {
    assert.deepEqual(parseContactWindow('09:00-20:00'), { kind: 'hours', from: '09:00', to: '20:00' });
    assert.deepEqual(parseContactWindow(' 00:00-24:00 '), { kind: 'hours', from: '00:00', to: '24:00' });
    assert.deepEqual(parseContactWindow('off'), { kind: 'off' });
  });

  it('refuses anything else and says how to write it', () => {
    const wrong = [
      '',
      '9-20',
      '9:00-20:00',
      '20:00-09:00',
      '09:00-09:00',
      '09:00-24:30',
      '25:00-26:00',
      '09:00–20:00',
    ];
    for (const text of wrong) {
      assert.throws(() => parseContactWindow(text), {
        name: 'RangeError',
        message: `"${text}" is not a contact window: write 09:00-20:00 (24-hour clock, two digits each, closing after opening), or off`,
      });
    }
  });
});

describe('isTimeZone', () => {
  it('knows IANA zones and refuses offsets and inventions', () => {
    const known = ['Europe/Paris', 'Asia/Kolkata', 'Asia/Calcutta', 'UTC', 'Etc/GMT+5'];
    const unknown = ['', '+02:00', '-05', 'Mars/Olympus', 'Europe', 'CEST'];
    assert.deepEqual(known.filter(isTimeZone), known);
    assert.deepEqual(unknown.filter(isTimeZone), []);
  });
});

describe('nextAllowedInstant', () => {
  const opens = (at: string, window: ContactWindow | string, zone: string) =>
    nextAllowedInstant(at, typeof window === 'string' ? parseContactWindow(window) : window, zone);

  it('leaves an instant inside the window as it is', () => {
    assert.equal(opens('2026-11-23T16:00:00.123Z', DAYTIME, NEW_YORK), '2026-11-23T16:00:00.123Z');
  });

  it('includes the opening minute and excludes the closing one', () => {
    assert.equal(opens('2026-11-23T14:00:00.000Z', DAYTIME, NEW_YORK), '2026-11-23T14:00:00.000Z');
    assert.equal(opens('2026-11-24T00:59:59.999Z', DAYTIME, NEW_YORK), '2026-11-24T00:59:59.999Z');
    assert.equal(opens('2026-11-24T01:00:00.000Z', DAYTIME, NEW_YORK), '2026-11-24T14:00:00.000Z');
  });

  it('waits for the morning of the same day, or of the next one', () => {
    assert.equal(opens('2026-11-23T13:59:59.999Z', DAYTIME, NEW_YORK), '2026-11-23T14:00:00.000Z');
    assert.equal(opens('2026-11-24T03:00:00.000Z', DAYTIME, NEW_YORK), '2026-11-24T14:00:00.000Z');
  });

  it('never waits when the window is off', () => {
    assert.equal(opens('2026-11-23T03:00:00.000Z', 'off', NEW_YORK), '2026-11-23T03:00:00.000Z');
  });

  it("counts in the customer's zone at UTC+13", () => {
    assert.equal(opens('2026-12-04T06:59:00.000Z', DAYTIME, TONGA), '2026-12-04T06:59:00.000Z');
    assert.equal(opens('2026-12-04T07:00:00.000Z', DAYTIME, TONGA), '2026-12-04T20:00:00.000Z');
  });

  it('opens at nine by the new clock after a night with a clock change', () => {
    assert.equal(opens('2026-03-08T02:00:00.000Z', DAYTIME, NEW_YORK), '2026-03-08T13:00:00.000Z');
    assert.equal(opens('2026-11-01T02:00:00.000Z', DAYTIME, NEW_YORK), '2026-11-01T14:00:00.000Z');
    assert.equal(opens('2026-03-28T22:00:00.000Z', DAYTIME, 'Europe/Paris'), '2026-03-29T07:00:00.000Z');
    assert.equal(opens('2026-10-24T22:00:00.000Z', DAYTIME, 'Europe/Paris'), '2026-10-25T08:00:00.000Z');
    assert.equal(opens('2026-10-03T13:00:00.000Z', DAYTIME, LORD_HOWE), '2026-10-03T22:00:00.000Z');
    assert.equal(opens('2026-04-04T13:00:00.000Z', DAYTIME, LORD_HOWE), '2026-04-04T22:30:00.000Z');
  });

  it('opens at the jump when the clock jumps over the opening', () => {
    assert.equal(opens('2026-03-08T06:00:00.000Z', '02:30-05:00', NEW_YORK), '2026-03-08T07:00:00.000Z');
    assert.equal(
      opens('2026-03-29T00:00:00.000Z', '02:30-05:00', 'Europe/Paris'),
      '2026-03-29T01:00:00.000Z',
    );
    assert.equal(opens('2026-10-03T15:00:00.000Z', '02:15-09:00', LORD_HOWE), '2026-10-03T15:30:00.000Z');
  });

  it('waits a day more when the clock jumps over the whole window', () => {
    assert.equal(opens('2026-03-08T06:00:00.000Z', '02:10-02:50', NEW_YORK), '2026-03-09T06:10:00.000Z');
    const sundays: ContactWindow = { kind: 'hours', from: '02:10', to: '02:50', weekdays: [7] };
    assert.equal(opens('2026-03-08T06:00:00.000Z', sundays, NEW_YORK), '2026-03-15T06:10:00.000Z');
  });

  it('opens twice in the hour that the clock shows twice', () => {
    assert.equal(opens('2026-11-01T05:00:00.000Z', '01:30-01:45', NEW_YORK), '2026-11-01T05:30:00.000Z');
    assert.equal(opens('2026-11-01T05:50:00.000Z', '01:30-01:45', NEW_YORK), '2026-11-01T06:30:00.000Z');
    assert.equal(opens('2026-11-01T05:40:00.000Z', '00:30-01:30', NEW_YORK), '2026-11-01T06:00:00.000Z');
  });

  it('waits for an allowed weekday', () => {
    const monday: ContactWindow = { kind: 'hours', from: '09:00', to: '20:00', weekdays: [1] };
    assert.equal(opens('2026-12-01T15:00:00.000Z', monday, NEW_YORK), '2026-12-07T14:00:00.000Z');
  });

  it('agrees with a minute-by-minute look at the wall clock around every clock change', function () {
    this.timeout(20_000);
    const nights = [
      [NEW_YORK, '2026-03-07T12:00:00.000Z'],
      [NEW_YORK, '2026-10-31T12:00:00.000Z'],
      ['Europe/Paris', '2026-03-28T12:00:00.000Z'],
      ['Europe/Paris', '2026-10-24T12:00:00.000Z'],
      [LORD_HOWE, '2026-04-04T00:00:00.000Z'],
      [LORD_HOWE, '2026-10-03T00:00:00.000Z'],
      ['Africa/Cairo', '2026-04-23T12:00:00.000Z'],
      ['America/Havana', '2026-10-31T12:00:00.000Z'],
    ] as const;
    for (const [zone, start] of nights) {
      for (const text of [
        '00:00-06:00',
        '00:15-01:50',
        '01:45-02:20',
        '02:15-02:45',
        '09:00-20:00',
        '22:30-24:00',
      ]) {
        const expected = openingsByMinute(text, zone, Date.parse(start));
        for (let minute = 0; minute < 24 * 60; minute += 10) {
          const at = new Date(Date.parse(start) + minute * 60_000).toISOString();
          assert.equal(opens(at, text, zone), expected[minute], `${at} ${text} ${zone}`);
        }
      }
    }
  });

  it('says what to do about a window that never opens', () => {
    const never: ContactWindow = { kind: 'hours', from: '09:00', to: '20:00', weekdays: [] };
    assert.throws(
      () => opens('2026-12-01T15:00:00.000Z', never, NEW_YORK),
      /never opens: widen it, or set it to off/,
    );
  });

  it('throws on an unknown zone and on what is no instant', () => {
    assert.throws(() => opens('2026-12-01T03:00:00.000Z', DAYTIME, 'Mars/Olympus'), RangeError);
    assert.throws(() => opens('tomorrow', DAYTIME, NEW_YORK), RangeError);
  });
});

describe('isInContactWindow', () => {
  it('looks at the clock and the weekday of the zone', () => {
    const sunday: ContactWindow = { kind: 'hours', from: '09:00', to: '20:00', weekdays: [7] };
    assert.equal(isInContactWindow('2026-12-05T20:30:00.000Z', sunday, TONGA), true);
    assert.equal(isInContactWindow('2026-12-05T20:30:00.000Z', sunday, NEW_YORK), false);
    assert.equal(isInContactWindow('2026-12-05T20:30:00.000Z', { kind: 'off' }, NEW_YORK), true);
  });
});

describe('allowedSuspensionInstant', () => {
  const rule = { window: DAYTIME, zones: [NEW_YORK], weekdayRule: true } as const;

  it('moves a suspension from the weekend to Monday morning', () => {
    assert.equal(allowedSuspensionInstant('2026-12-05T16:00:00.000Z', rule), '2026-12-07T14:00:00.000Z');
    assert.equal(allowedSuspensionInstant('2026-12-06T16:00:00.000Z', rule), '2026-12-07T14:00:00.000Z');
  });

  it('moves one due on Friday night to Monday morning', () => {
    assert.equal(allowedSuspensionInstant('2026-12-05T01:00:00.000Z', rule), '2026-12-07T14:00:00.000Z');
  });

  it('leaves one in the middle of a weekday where it is', () => {
    assert.equal(allowedSuspensionInstant('2026-12-04T16:00:00.000Z', rule), '2026-12-04T16:00:00.000Z');
  });

  it('counts the weekday in the zone, at UTC+13 too', () => {
    const tonga = { ...rule, zones: [TONGA] } as const;
    assert.equal(allowedSuspensionInstant('2026-12-04T07:00:00.000Z', tonga), '2026-12-06T20:00:00.000Z');
    assert.equal(allowedSuspensionInstant('2026-12-06T21:00:00.000Z', tonga), '2026-12-06T21:00:00.000Z');
  });

  it('only looks at the window when the weekday rule is off', () => {
    const anyDay = { ...rule, weekdayRule: false };
    assert.equal(allowedSuspensionInstant('2026-12-05T16:00:00.000Z', anyDay), '2026-12-05T16:00:00.000Z');
    assert.equal(allowedSuspensionInstant('2026-12-05T03:00:00.000Z', anyDay), '2026-12-05T14:00:00.000Z');
  });

  it('keeps the weekday rule when the window is off: from midnight on Monday', () => {
    const noWindow = { ...rule, window: { kind: 'off' } as const };
    assert.equal(allowedSuspensionInstant('2026-12-05T16:00:00.000Z', noWindow), '2026-12-07T05:00:00.000Z');
    assert.equal(allowedSuspensionInstant('2026-12-04T03:00:00.000Z', noWindow), '2026-12-04T03:00:00.000Z');
  });

  it('keeps to the weekdays of the window itself', () => {
    const window: ContactWindow = { kind: 'hours', from: '09:00', to: '20:00', weekdays: [3, 6] };
    assert.equal(
      allowedSuspensionInstant('2026-12-05T16:00:00.000Z', { ...rule, window }),
      '2026-12-09T14:00:00.000Z',
    );
  });

  it('changes nothing when both are off', () => {
    const off = { window: { kind: 'off' }, zones: [NEW_YORK], weekdayRule: false } as const;
    assert.equal(allowedSuspensionInstant('2026-12-06T03:00:00.000Z', off), '2026-12-06T03:00:00.000Z');
  });
});

/** The answer for each minute of the first day, found without the code under test: Intl shows the wall clock. */
function openingsByMinute(text: string, zone: string, startMs: number): string[] {
  const [from, to] = text.split('-') as [string, string];
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const answers: string[] = [];
  let next = '';
  for (let minute = 3 * 24 * 60; minute >= 0; minute -= 1) {
    const at = new Date(startMs + minute * 60_000);
    const wall = clock.format(at);
    if (wall >= from && wall < to) next = at.toISOString();
    answers[minute] = next;
  }
  return answers;
}
