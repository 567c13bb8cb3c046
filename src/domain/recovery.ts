import type { Channel, DeliveryState, DeliveryStep } from './delivery.ts';
import type { Hold, HoldKind, ReplyHoldKind } from './hold.ts';
import { toEpochMs, type IsoInstant } from './instant.ts';
import type { Access, Outcome, OutcomeByClock } from './outcome.ts';
import { isPaidOutcome, outcomeOf } from './outcome.ts';
import { planOf, type PlannedStep } from './plan.ts';
import type { RecoveryInput } from './recovery-input.ts';
import type { StepId } from './sequence.ts';
import type { ClosingStanding } from './standing.ts';
import { assertNever } from './assert-never.ts';

/** A delivery as the recovery knows it; receipts reach the ledger only. */
export interface DeliveryNote {
  readonly step: DeliveryStep;
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly at: IsoInstant;
}

/**
 * Where one recovery stands. Plain JSON; every change goes through {@link applyFact}.
 * `revision` rises whenever a wait has to be thought over again.
 */
export interface RecoveryState {
  readonly plan: readonly PlannedStep[];
  /** Index into `plan`; equal to its length once the last step is taken. */
  readonly stepIndex: number;
  readonly holds: readonly Hold[];
  readonly access: Access;
  readonly outcome: Outcome | null;
  readonly deliveries: readonly DeliveryNote[];
  /** A machine or a person said so, and the ledger may not know it yet: it learns it at once, or with the next step. */
  readonly optedOut: boolean;
  /** When the customer said so, as far as the signal told. */
  readonly optedOutAt: IsoInstant | null;
  /** Staff asked for the next step now. */
  readonly sendNow: boolean;
  /** The money arrived after another outcome was decided. */
  readonly paidAfterOutcome: boolean;
  /** Disputes recorded until then hold no more, although the ledger may know them open. */
  readonly disputesReleasedAt: IsoInstant | null;
  /** The same for what the customer replied until then. */
  readonly repliesReleasedAt: IsoInstant | null;
  readonly seenEventIds: readonly string[];
  readonly revision: number;
}

/** Something that happened, to be worked into the state. Facts with a known `eventId` change nothing. */
export type RecoveryFact =
  | { readonly kind: 'closed'; readonly eventId: string | null; readonly standing: ClosingStanding }
  | { readonly kind: 'charge_failed'; readonly eventId: string }
  /** `hold`: what it holds as, until released where there is no instant; null: `reply`, where there is one. */
  | {
      readonly kind: 'replied';
      readonly replyId: string;
      readonly hold: ReplyHoldKind | null;
      readonly holdUntil: IsoInstant | null;
    }
  | { readonly kind: 'opted_out'; readonly at: IsoInstant | null }
  | { readonly kind: 'opt_out_recorded' }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'disputed'; readonly eventId: string }
  /** `at`: somebody decided it then, so the ledger must not hold again for what was known until then. */
  | { readonly kind: 'released'; readonly hold: HoldKind | 'all'; readonly at?: IsoInstant }
  | { readonly kind: 'send_now' }
  | { readonly kind: 'ended'; readonly outcome: 'cancelled' | OutcomeByClock }
  /** What the ledger keeps: the close looked once more, and may have found what the clock did not know. */
  | { readonly kind: 'outcome_recorded'; readonly outcome: Outcome }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'restored' }
  | { readonly kind: 'messaged'; readonly delivery: DeliveryNote }
  | {
      readonly kind: 'rescheduled';
      readonly step: StepId;
      readonly dueAt: IsoInstant;
      readonly movedBy: string;
    }
  | { readonly kind: 'send_now_taken' }
  | { readonly kind: 'step_done' };

type Released = Extract<RecoveryFact, { kind: 'released' }>;

/** The state at the first failure: first step due, nothing sent, access active. */
export function openRecoveryState(input: RecoveryInput): RecoveryState {
  return {
    plan: planOf(input),
    stepIndex: 0,
    holds: [],
    access: 'active',
    outcome: null,
    deliveries: [],
    optedOut: false,
    optedOutAt: null,
    sendNow: false,
    paidAfterOutcome: false,
    disputesReleasedAt: null,
    repliesReleasedAt: null,
    seenEventIds: [],
    revision: 0,
  };
}

/** The next state. Pure: the same fact on the same state always gives the same result. */
export function applyFact(state: RecoveryState, fact: RecoveryFact): RecoveryState {
  const eventId = eventIdOf(fact);
  if (eventId === null) return change(state, fact);
  if (state.seenEventIds.includes(eventId)) return state;
  return change({ ...state, seenEventIds: [...state.seenEventIds, eventId] }, fact);
}

function eventIdOf(fact: RecoveryFact): string | null {
  if (fact.kind === 'closed' || fact.kind === 'charge_failed' || fact.kind === 'disputed')
    return fact.eventId;
  return fact.kind === 'replied' ? fact.replyId : null;
}

function change(state: RecoveryState, fact: RecoveryFact): RecoveryState {
  switch (fact.kind) {
    case 'closed':
      return close(state, fact.standing);
    case 'ended':
      return state.outcome ? state : { ...state, outcome: fact.outcome, revision: state.revision + 1 };
    case 'outcome_recorded':
      return withOutcome(state, fact.outcome);
    case 'replied':
      return withReply(state, fact);
    case 'held':
      return withHold(state, fact.hold);
    case 'disputed':
      return withHold(state, { kind: 'dispute', until: null });
    case 'released':
      return withoutHold(withDecision(state, fact), fact.hold);
    case 'send_now':
      return { ...state, sendNow: true, revision: state.revision + 1 };
    case 'suspended':
      return { ...state, access: 'suspended' };
    case 'restored':
      return { ...state, access: 'active' };
    case 'messaged':
      return { ...state, deliveries: [...state.deliveries, fact.delivery] };
    case 'send_now_taken':
      return { ...state, sendNow: false };
    case 'rescheduled':
      return withDueInstant(state, fact);
    case 'step_done':
      return { ...state, stepIndex: state.stepIndex + 1, sendNow: false };
    case 'opted_out':
      return { ...state, optedOut: true, optedOutAt: fact.at };
    case 'opt_out_recorded':
      return { ...state, optedOut: false, optedOutAt: null };
    // Only history: the text asks the re-read, not the event.
    case 'charge_failed':
      return state;
    default:
      return assertNever(fact);
  }
}

function close(state: RecoveryState, standing: ClosingStanding): RecoveryState {
  if (state.outcome) {
    const paidAfterOutcome = standing === 'paid' && !isPaidOutcome(state.outcome);
    return paidAfterOutcome ? { ...state, paidAfterOutcome } : state;
  }
  return { ...state, outcome: outcomeOf(standing, state.access), revision: state.revision + 1 };
}

function withOutcome(state: RecoveryState, outcome: Outcome): RecoveryState {
  if (state.outcome === outcome) return state;
  // A payment heard of meanwhile is the one that this outcome stands for.
  const paidAfterOutcome = state.paidAfterOutcome && !isPaidOutcome(outcome);
  return { ...state, outcome, paidAfterOutcome, revision: state.revision + 1 };
}

function withReply(
  state: RecoveryState,
  { hold, holdUntil }: Extract<RecoveryFact, { kind: 'replied' }>,
): RecoveryState {
  return hold || holdUntil ? withHold(state, { kind: hold ?? 'reply', until: holdUntil }) : state;
}

function withHold(state: RecoveryState, hold: Hold): RecoveryState {
  const current = state.holds.find((held) => held.kind === hold.kind);
  if (current?.until === hold.until && current) return state;
  const others = state.holds.filter((held) => held.kind !== hold.kind);
  return { ...state, holds: [...others, hold], revision: state.revision + 1 };
}

function withoutHold(state: RecoveryState, kind: HoldKind | 'all'): RecoveryState {
  const holds = kind === 'all' ? [] : state.holds.filter((hold) => hold.kind !== kind);
  return holds.length === state.holds.length ? state : { ...state, holds, revision: state.revision + 1 };
}

function withDecision(state: RecoveryState, { hold, at }: Released): RecoveryState {
  if (!at) return state;
  const isAbout = (...kinds: readonly HoldKind[]) => hold === 'all' || kinds.includes(hold);
  return {
    ...state,
    disputesReleasedAt: isAbout('dispute') ? at : state.disputesReleasedAt,
    repliesReleasedAt: isAbout('reply', 'promise') ? at : state.repliesReleasedAt,
  };
}

function withDueInstant(
  state: RecoveryState,
  { step, dueAt, movedBy }: Extract<RecoveryFact, { kind: 'rescheduled' }>,
): RecoveryState {
  const move = (planned: PlannedStep): PlannedStep =>
    planned.step !== step || planned.dueAt === dueAt ? planned : { step, dueAt, movedBy };
  return { ...state, plan: state.plan.map(move) };
}

/** Holds that still bind at `now` (milliseconds since 1970). */
export function holdsAt(state: RecoveryState, now: number): readonly Hold[] {
  return state.holds.filter((hold) => hold.until === null || toEpochMs(hold.until) > now);
}
