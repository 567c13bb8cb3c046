import type { Log } from '../../ports/log.ts';
import type { StaffAlerts } from '../../ports/staff-alerts.ts';

/** How long one matter stays told, in milliseconds. */
const QUIET_MS = 24 * 3_600_000;

/** Alerts as error lines of the log, one matter at most once a day and process. */
export function createLogAlerts(log: Log, now: () => number): StaffAlerts {
  const toldAt = new Map<string, number>();
  return {
    alert: ({ key, what, remedy }) => {
      const last = toldAt.get(key);
      if (last !== undefined && now() - last < QUIET_MS) return Promise.resolve();
      forgetOld(toldAt, now());
      toldAt.set(key, now());
      log.error({ alert: key, what, remedy }, 'staff.alert');
      return Promise.resolve();
    },
  };
}

function forgetOld(toldAt: Map<string, number>, now: number): void {
  for (const [key, at] of toldAt) if (now - at >= QUIET_MS) toldAt.delete(key);
}
