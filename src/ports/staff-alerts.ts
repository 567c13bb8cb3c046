import type { IsoInstant } from '../domain/instant.ts';

/** Something a person must know or do. `key` names the matter, so that one matter alerts once. */
export interface StaffAlert {
  readonly key: string;
  readonly what: string;
  readonly remedy: string;
}

/** Tells the billing team. Never throws: an alert that cannot be told is logged. */
export interface StaffAlerts {
  alert(alert: StaffAlert): Promise<void>;
}

export interface AlertLedger {
  /** Leaves a matter for the team's channel, once in `quietMs` over all processes. False: it was told already. */
  queueAlert(alert: StaffAlert, now: IsoInstant, quietMs: number): Promise<boolean>;
  /** Takes the right to tell a matter, once in `quietMs` over all processes. False: it was told already. */
  claimAlert(key: string, now: IsoInstant, quietMs: number): Promise<boolean>;
  /** Gives the right back: telling failed, and the next one may try. */
  releaseAlert(key: string): Promise<void>;
}
