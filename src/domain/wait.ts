import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';
import { holdsAt, type RecoveryState } from './recovery.ts';
import type { HoldKind } from './hold.ts';

/** What a recovery does next while it waits for an instant. */
export type NextMove =
  /** The instant has come (or staff asked for it), and nothing holds. */
  | { readonly kind: 'go' }
  /** An outcome is decided. */
  | { readonly kind: 'close' }
  /** Held for longer than the whole recovery may last. */
  | { readonly kind: 'lapse' }
  | { readonly kind: 'wait'; readonly until: IsoInstant; readonly hold: HoldKind | null };

export interface Waiting {
  readonly dueAt: IsoInstant;
  readonly lapseAt: IsoInstant;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Decides between acting, waiting and ending; the one place where holds, due instants and the lapse meet. */
export function nextMove(state: RecoveryState, { dueAt, lapseAt, now }: Waiting): NextMove {
  if (state.outcome) return { kind: 'close' };
  const lapse = toEpochMs(lapseAt);
  if (now >= lapse) return { kind: 'lapse' };
  const holds = holdsAt(state, now);
  const due = state.sendNow ? now : toEpochMs(dueAt);
  if (holds.length === 0 && due <= now) return { kind: 'go' };
  const ends = holds.map((hold) => (hold.until ? toEpochMs(hold.until) : Number.POSITIVE_INFINITY));
  const until = holds.length > 0 ? Math.max(...ends) : due;
  return { kind: 'wait', until: toInstant(Math.min(until, lapse)), hold: holds[0]?.kind ?? null };
}
