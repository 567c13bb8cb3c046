import axios from 'axios';
import type { Clock } from '../../ports/clock.ts';
import { toInstant } from '../../domain/instant.ts';
import type { AlertLedger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { StaffAlert, StaffAlerts } from '../../ports/staff-alerts.ts';
import { toSlackMessage } from './message.ts';

/** How long one matter stays told, in milliseconds. */
const QUIET_MS = 24 * 3_600_000;
const TIMEOUT_MS = 3_000;

export interface SlackAlertsOptions {
  /** The incoming webhook; secret, for whoever knows it may write to the channel. */
  readonly url: URL;
  /** Remembers what was told, over all processes. */
  readonly ledger: AlertLedger;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Tells a Slack channel through an incoming webhook: one matter once a day over all workers, one request each, no
 * retry, for Slack drops no doubles (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, read
 * 2026-11-23). What Slack did not take is logged, and the next alert of that matter tries again.
 */
export function createSlackAlerts(options: SlackAlertsOptions): StaffAlerts {
  return {
    async alert(alert) {
      try {
        await tellOnce(options, alert);
      } catch (error) {
        // The ledger is away: the log, which was told too, is what is left.
        options.log.warn({ alert: alert.key, err: error }, 'slack.not_told');
      }
    },
  };
}

async function tellOnce({ url, ledger, log, clock }: SlackAlertsOptions, alert: StaffAlert): Promise<void> {
  if (!(await ledger.claimAlert(alert.key, toInstant(await clock()), QUIET_MS))) return;
  const failure = await post(url, toSlackMessage(alert));
  if (failure === null) return;
  await ledger.releaseAlert(alert.key);
  log.warn({ alert: alert.key, failure }, 'slack.not_told');
}

/** @returns null once Slack has it, else why not: never the URL, which an AxiosError carries. */
async function post(url: URL, message: object): Promise<string | null> {
  try {
    const { status } = await axios.post(url.href, message, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
    });
    return status >= 200 && status < 300 ? null : `HTTP ${status}`;
  } catch (error) {
    return axios.isAxiosError(error) && error.code ? error.code : 'no answer';
  }
}
