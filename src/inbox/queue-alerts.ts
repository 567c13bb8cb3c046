import { toInstant } from '../domain/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AlertLedger, StaffAlerts } from '../ports/staff-alerts.ts';

/** How long one matter stays told, in milliseconds. */
const QUIET_MS = 24 * 3_600_000;

export interface QueueingAlerts {
  /** Remembers what was told, over all processes. */
  readonly ledger: Pick<AlertLedger, 'queueAlert'>;
  readonly log: Log;
  readonly clock: Clock;
}

/** Alerts for the team's channel: one matter once a day over all workers, told by the server as soon as it can. */
export function createQueuedAlerts({ ledger, log, clock }: QueueingAlerts): StaffAlerts {
  return {
    async alert(alert) {
      try {
        await ledger.queueAlert(alert, toInstant(await clock()), QUIET_MS);
      } catch (error) {
        // The ledger is away: the log, which was told too, is what is left.
        log.warn({ alert: alert.key, err: error }, 'staff_channel.not_queued');
      }
    },
  };
}
