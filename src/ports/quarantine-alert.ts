import type { StaffAlert } from './staff-alerts.ts';

export interface Quarantined {
  readonly source: string;
  /** Null where not even that could be read. */
  readonly eventId: string | null;
  /** How it came: `verified`, or `read at its source`. */
  readonly came: 'verified' | 'read at its source';
  /** Names fields, never their values. */
  readonly reason: string;
}

/** An event that is kept and not understood: one matter, whichever way it came. */
export function quarantineAlert({ source, eventId, came, reason }: Quarantined): StaffAlert {
  return {
    key: `quarantined:${eventId ?? 'without id'}`,
    what: `a ${source} event was ${came} but not understood: ${reason}`,
    remedy: 'read it in table inbox_events (state quarantined); a payment may be waiting in it',
  };
}
