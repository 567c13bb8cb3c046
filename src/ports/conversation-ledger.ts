import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { StepId } from '../domain/sequence.ts';

/** A reminder that wants to be the one of its day for this number (or address). */
export interface Turn {
  readonly contactHash: string;
  readonly debt: DebtRef;
  readonly step: StepId;
  readonly now: IsoInstant;
  /** Least time between two reminders to one contact, in milliseconds. */
  readonly gapMs: number;
  /** A turn that was taken this long ago and led to nothing is free again, in milliseconds. */
  readonly staleMs: number;
  /** Staff asked for it: takes the turn whoever has it. */
  readonly isForced: boolean;
}

/** A debt whose amount a message named, beside its own. */
export interface NamedDebt {
  readonly debtId: string;
  readonly amountMinor: string;
  readonly currency: string;
}

/** The reminder that has the turn. */
export interface TurnHolder {
  readonly debtId: string;
  readonly step: StepId;
  /** How firmly that step speaks in its own sequence. */
  readonly firmness: number;
}

export type TurnAnswer =
  | { readonly kind: 'yours' }
  /** It was requested at that instant; `isSent`: and surely went out. */
  | {
      readonly kind: 'spoken';
      readonly by: TurnHolder;
      readonly at: IsoInstant;
      readonly isSent: boolean;
      readonly named: readonly NamedDebt[];
    }
  /** It is about to be requested. */
  | { readonly kind: 'reserved'; readonly by: TurnHolder };

export interface ConversationLedger {
  /** Takes the contact's one turn for this step, or says who has it. Repeating it finds the turn taken. */
  takeTurn(turn: Turn): Promise<TurnAnswer>;
  /** What the message of the turn will name; written before it is requested. */
  recordNamed(turn: Pick<Turn, 'contactHash' | 'debt' | 'step'>, named: readonly NamedDebt[]): Promise<void>;
}
