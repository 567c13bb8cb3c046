import { createHash } from 'node:crypto';
import type { EmailAddress } from '../../domain/email-address.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EmailChannel } from '../../ports/email-channel.ts';
import type { Log } from '../../ports/log.ts';
import type { AlertLedger, StaffAlert, StaffAlerts } from '../../ports/staff-alerts.ts';

/** How long one matter stays told, in milliseconds. */
const QUIET_MS = 24 * 3_600_000;
const LONGEST_SUBJECT = 120;

export interface MailAlertsOptions {
  readonly channel: EmailChannel;
  /** The team's mailbox. */
  readonly to: EmailAddress;
  /** Remembers what was told, over all processes. */
  readonly ledger: Pick<AlertLedger, 'claimAlert' | 'releaseAlert'>;
  readonly log: Log;
  readonly clock: Clock;
}

/** Tells the team by e-mail: one matter once a day over all workers; what the server did not take is logged. */
export function createMailAlerts(options: MailAlertsOptions): StaffAlerts {
  return {
    async alert(alert) {
      try {
        await tellOnce(options, alert);
      } catch (error) {
        // The ledger is away: the log, which was told too, is what is left.
        options.log.warn({ alert: alert.key, err: error }, 'mail.not_told');
      }
    },
  };
}

async function tellOnce(
  { channel, to, ledger, log, clock }: MailAlertsOptions,
  { key, what, remedy }: StaffAlert,
): Promise<void> {
  const now = toInstant(await clock());
  if (!(await ledger.claimAlert(key, now, QUIET_MS))) return;
  const subject = `recoup: ${what.replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUBJECT)}`;
  const text = `${what}\n\n${remedy}\n\nrecoup · ${key}\n`;
  const deliveryId = `alert-${createHash('sha256').update(`${key} ${now}`).digest('hex').slice(0, 24)}`;
  const result = await channel.send({ to, subject, text, html: `<pre>${escape(text)}</pre>`, deliveryId });
  // An unknown one may have arrived: told twice is worse than told late.
  if (result.kind === 'accepted' || result.kind === 'unknown') return;
  await ledger.releaseAlert(key);
  log.warn({ alert: key, failure: result.kind }, 'mail.not_told');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
