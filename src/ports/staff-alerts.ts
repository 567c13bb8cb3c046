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
