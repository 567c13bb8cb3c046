import assert from 'node:assert/strict';
import { createMailAlerts } from '../../src/adapters/smtp/alerts.ts';
import { createSmtpChannel } from '../../src/adapters/smtp/channel.ts';
import { createDigestActivities } from '../../src/activities/tell-digest.ts';
import { createDigestLedger } from '../../src/adapters/postgres/digest.ts';
import { parseEmailAddress } from '../../src/domain/email-address.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import type { StaffAlerts } from '../../src/ports/staff-alerts.ts';
import { startSmtpSimulator, type SmtpSimulator } from '../simulators/index.ts';
import { instant, openedRecovery, openLedger, type OpenLedger } from './postgres/open-ledger.ts';

const HOUR = 3_600_000;
const MATTER = { key: 'channel:1', what: 'the device <Rapiwa> cannot send', remedy: 'link the phone again' };

describe('the team that is reached by e-mail', () => {
  let open: OpenLedger;
  let smtp: SmtpSimulator;
  let now: number;
  const warned: string[] = [];
  beforeEach(async () => {
    open = await openLedger();
    smtp = await startSmtpSimulator();
    now = toEpochMs(instant());
    warned.length = 0;
  });
  afterEach(async () => {
    await smtp.close();
    await open.close();
  });

  const team = (): StaffAlerts =>
    createMailAlerts({
      channel: createSmtpChannel({
        url: new URL(smtp.url),
        from: { name: 'recoup', address: 'billing@northwind.example' },
        timeoutMs: 5_000,
      }),
      to: parseEmailAddress('team@northwind.example')!,
      ledger: open.ledger,
      clock: () => Promise.resolve(now),
      log: {
        info: () => undefined,
        error: () => undefined,
        warn: (_fields, event) => void warned.push(event),
      },
    });

  it('hears of a matter once a day, over all workers', async () => {
    await Promise.all([
      team().alert(MATTER),
      team().alert(MATTER),
      team().alert({ ...MATTER, key: 'other' }),
    ]);
    assert.deepEqual(
      smtp.mails.map(({ to, subject }) => `${to}: ${subject}`),
      Array(2).fill('team@northwind.example: recoup: the device <Rapiwa> cannot send'),
    );
    const [mail] = smtp.mails;
    assert.match(
      mail!.text,
      /^the device <Rapiwa> cannot send\n\nlink the phone again\n\nrecoup · (channel:1|other)/,
    );
    assert.match(mail!.html, /&lt;Rapiwa>/);
    assert.equal(mail!.autoSubmitted, 'auto-generated');
    now += 24 * HOUR;
    await team().alert(MATTER);
    assert.equal(smtp.mails.length, 3);
  });

  it('that a server refused is told with the next alert of the same matter', async () => {
    await smtp.stop();
    await team().alert(MATTER);
    assert.deepEqual([smtp.mails.length, warned], [0, ['mail.not_told']]);
    await smtp.start();
    await team().alert(MATTER);
    assert.equal(smtp.mails.length, 1);
  });

  it('reads in the morning what happened and what waits, once, and nothing after an empty day', async () => {
    const digest = createDigestActivities({
      ledger: createDigestLedger(open.db),
      staff: team(),
      clock: () => Promise.resolve(now),
    });
    await openedRecovery(open);
    const recovered = await openedRecovery(open);
    const held = await openedRecovery(open);
    await open.ledger.recordOutcome(recovered.input, 'recovered', instant(-HOUR));
    await open.ledger.recordHold({
      debt: held.input,
      hold: 'no_channel',
      until: null,
      at: instant(-72 * HOUR),
    });
    // Still the same hold, looked at again.
    await open.ledger.recordHold({ debt: held.input, hold: 'no_channel', until: null, at: instant(-HOUR) });
    // Opened before: only what the database itself dates with its own clock counts as opened now.
    await open.db
      .updateTable('recoveries')
      .set({ created_at: instant(-2 * HOUR) })
      .execute();
    assert.deepEqual(await digest.tellDigest(), { isTold: true });
    await digest.tellDigest();
    assert.deepEqual(
      smtp.mails.map(({ text }) => text.split('\n')[0]),
      ['the last 24 hours: 1 held (no_channel), the longest for 3 days; 1 recovered: 19.99 USD; 3 opened'],
    );
    await open.ledger.recordOutcome(held.input, 'lapsed', instant());
    now += 48 * HOUR;
    assert.deepEqual(await digest.tellDigest(), { isTold: false });
  });
});
