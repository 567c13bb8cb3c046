import type { Logger } from 'pino';
import { createLogAlerts } from '../adapters/log/log-alerts.ts';
import { createMailAlerts } from '../adapters/smtp/alerts.ts';
import type { StaffMailboxOptions } from '../adapters/smtp/staff-mailbox.ts';
import { createSmtpChannel } from '../adapters/smtp/channel.ts';
import type { Config } from '../config/env.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { createQueuedAlerts } from '../inbox/queue-alerts.ts';
import type { Clock } from '../ports/clock.ts';
import type { EmailChannel } from '../ports/email-channel.ts';
import type { AlertLedger, StaffAlerts } from '../ports/staff-alerts.ts';

/** A mail server answers in a second or is in trouble; with WhatsApp's limit before it this stays below an activity's. */
const SMTP_TIMEOUT_MS = 10_000;
const ALERT_MAIL_TIMEOUT_MS = 5_000;

/** E-mail, where a mail server is configured. */
export function composeEmail({ email, businessName }: Config): EmailChannel | null {
  if (!email) return null;
  const from = { name: businessName, address: email.from };
  return createSmtpChannel({ url: email.smtpUrl, from, timeoutMs: SMTP_TIMEOUT_MS });
}

export interface AlertParts {
  readonly config: Config;
  readonly database: { readonly ledger: AlertLedger };
  readonly log: Logger;
  readonly clock: Clock;
}

/** The log always, and the team where it can be reached. */
export function composeAlerts(parts: AlertParts): StaffAlerts {
  const own = createLogAlerts(parts.log, Date.now);
  const team = composeTeam(parts);
  if (!team) return own;
  return {
    alert: async (alert) => {
      await own.alert(alert);
      await team.alert(alert);
    },
  };
}

/** Slack; where that is not configured, mail to SUPPORT_CONTACT if it is an address; null: the team has neither. */
export function composeTeam({ config, database, log, clock }: AlertParts): StaffAlerts | null {
  const { ledger } = database;
  // The server tells the channel (`staff.ts`).
  if (config.slackWebhookUrl) return createQueuedAlerts({ ledger, log, clock });
  const mailbox = composeTeamMail(config);
  return mailbox && createMailAlerts({ ...mailbox, ledger, log, clock });
}

/** The team's mailbox; null where SUPPORT_CONTACT is no address, or there is no mail server. */
export function composeTeamMail({ email, supportContact }: Config): StaffMailboxOptions | null {
  const to = supportContact === null ? null : parseEmailAddress(supportContact);
  if (!email || !to) return null;
  const from = { name: 'recoup', address: email.from };
  // Whoever alerts waits for it.
  const channel = createSmtpChannel({ url: email.smtpUrl, from, timeoutMs: ALERT_MAIL_TIMEOUT_MS });
  return { channel, to };
}
