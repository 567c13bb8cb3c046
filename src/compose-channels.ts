import type { Logger } from 'pino';
import { createLogAlerts } from './adapters/log/log-alerts.ts';
import { createSmtpChannel } from './adapters/smtp/channel.ts';
import type { Config } from './config/env.ts';
import { createQueuedAlerts } from './inbox/queue-alerts.ts';
import type { Clock } from './ports/clock.ts';
import type { EmailChannel } from './ports/email-channel.ts';
import type { AlertLedger, StaffAlerts } from './ports/staff-alerts.ts';

/** A mail server answers in a second or is in trouble; with WhatsApp's limit before it this stays below an activity's. */
const SMTP_TIMEOUT_MS = 10_000;

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

/** The log always, and the team's channel where one is configured: the server tells it (`compose-staff.ts`). */
export function composeAlerts({ config, database, log, clock }: AlertParts): StaffAlerts {
  const own = createLogAlerts(log, Date.now);
  if (!config.slackWebhookUrl) return own;
  const queued = createQueuedAlerts({ ledger: database.ledger, log, clock });
  return {
    alert: async (alert) => {
      await own.alert(alert);
      await queued.alert(alert);
    },
  };
}
