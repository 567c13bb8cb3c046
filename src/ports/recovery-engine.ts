import type { HoldKind, ReplyHoldKind } from '../domain/hold.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';

/** News for a running recovery. */
export type RecoveryNews =
  | {
      readonly kind: 'charge_failed';
      readonly eventId: string;
      readonly at: IsoInstant;
      readonly chargeAttempt: number;
    }
  | {
      readonly kind: 'closed';
      readonly eventId: string;
      readonly at: IsoInstant;
      readonly standing: ClosingStanding;
    }
  /** A dispute is open, or the last open one is closed. */
  | { readonly kind: 'disputed'; readonly eventId: string; readonly at: IsoInstant }
  | { readonly kind: 'dispute_closed'; readonly eventId: string; readonly at: IsoInstant }
  /** The customer said STOP then, on any of their debts. */
  | { readonly kind: 'opted_out'; readonly at: IsoInstant }
  /** The customer wrote something that holds; null: until it is released. */
  | {
      readonly kind: 'replied';
      readonly replyId: string;
      readonly hold: ReplyHoldKind;
      readonly holdUntil: IsoInstant | null;
    }
  /** What held has passed: the step may try again. */
  | { readonly kind: 'hold_released'; readonly hold: HoldKind };

/** The engine did not answer in time; nothing is known about what was asked. Always worth another try. */
export class EngineUnreachable extends Error {
  constructor(doing: string, options?: { readonly cause: unknown }) {
    super(`Temporal is unreachable while ${doing}`, options);
    this.name = 'EngineUnreachable';
  }
}

/** Durable workflows, as the relay needs them. Every call may be repeated; each throws `EngineUnreachable`. */
export interface RecoveryEngine {
  /** Starts the one recovery of this debt; one that runs or ever ran is left as it is. */
  start(input: RecoveryInput): Promise<void>;
  /** @returns `absent` when no recovery of this debt runs */
  tell(debt: DebtRef, news: RecoveryNews): Promise<'told' | 'absent'>;
  /** Starts `restoreAccess` for a recovery that has ended. */
  restoreAccess(input: RecoveryInput): Promise<void>;
}

/** How the one run of a recovery stands. `absent`: there is none, or none any more. */
export type RunState =
  | { readonly kind: 'running' | 'absent' }
  /** Ended without its closing: nobody may start it again. */
  | { readonly kind: 'broken'; readonly how: 'terminated' | 'failed' | 'timed_out' }
  /** Closed; the outcome is null where its answer cannot be read. */
  | { readonly kind: 'ended'; readonly outcome: Outcome | null };

export interface RecoveryRuns {
  /** Throws `EngineUnreachable`. */
  runOf(debt: DebtRef): Promise<RunState>;
}
