import type { IsoInstant } from '../domain/instant.ts';
import type { RecoveryEvent } from '../domain/recovery-event.ts';

/** An event that waits to be told. */
export interface WaitingEvent {
  /** Of its row. */
  readonly rowId: string;
  /** `stripe:in_1`: events of one recovery are told one after another. */
  readonly about: string;
  /** Null: written by a version that this one does not understand. */
  readonly event: RecoveryEvent | null;
  readonly tries: number;
}

/** Events, written in the commit of their facts. They stay after they were told. */
export interface EventOutbox {
  /** Whether events are written at all. */
  switch(isOn: boolean): Promise<void>;
  hasDue(now: IsoInstant): Promise<boolean>;
  /** Oldest first; none that comes after one of its recovery that waits for later. */
  dueEvents(now: IsoInstant, limit: number): Promise<readonly WaitingEvent[]>;
  recordTold(rowId: string, now: IsoInstant): Promise<void>;
  /** Tried in vain: it, and what follows it in its recovery, waits until then. */
  postpone(rowId: string, until: IsoInstant): Promise<void>;
}

/** Who hears of every change. Told at least once each; throws a `ProviderError`. */
export interface EventReceiver {
  tell(event: RecoveryEvent, timeoutMs: number): Promise<void>;
}
