import type { Channel } from './channel.ts';
import { CRM_STATUSES } from './crm-rank.ts';
import { DAY_MS, durationMs, scaleDuration, toDuration, type IsoDuration } from './duration.ts';

/** Names a step within its sequence, e.g. `first_notice`; a business may name its own. */
export type StepId = string;

/** Words that say something else where a step's id may stand: in the status, the search attribute and the CRM. */
const NO_STEP_IDS: ReadonlySet<string> = new Set(['confirmation', 'winback', ...CRM_STATUSES]);

/** Small letters, digits and `_`, 40 at most, beginning with a letter; no word that means something else. */
export function isStepId(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,39}$/.test(text) && !NO_STEP_IDS.has(text);
}

/**
 * What a step is for. Every rule hangs on this, never on a step's name. `reminder`: asks for money · `final_notice`:
 * prints the date of the suspension, and is never superseded · `suspension`: suspends access, then says so · `order`:
 * asks for a one-off payment.
 */
export const STEP_ROLES = ['reminder', 'final_notice', 'suspension', 'order'] as const;
export type StepRole = (typeof STEP_ROLES)[number];

/**
 * One planned contact at an offset from the first failure. Plain JSON: it travels in the input of the workflow, so that
 * a running recovery keeps its version. What is absent is as everybody expects it of a step with this name.
 */
export interface SequenceStep {
  readonly id: StepId;
  readonly offset: IsoDuration;
  /** Absent: what the name of a standard step says, else `reminder`. */
  readonly role?: StepRole;
  /** Which text; absent: the one named like the step. */
  readonly template?: string;
  /** Best first; absent: WhatsApp, then e-mail. */
  readonly channels?: readonly Channel[];
  /** Of a suspension; `none`: the notice goes out and access is left to others. Absent: `suspend`. */
  readonly action?: 'none';
}

/** The plan of a recovery. A running recovery keeps the version it started with. */
export interface Sequence {
  readonly id: string;
  readonly version: string;
  readonly steps: readonly SequenceStep[];
  /**
   * How long the recovery stays open for a late payment after its last step (or its suspension).
   * Absent, as whoever starts a workflow by hand may leave it: 30 days.
   */
  readonly winbackWindow?: IsoDuration;
  /** How it ends when nobody pays; `lapsed` when absent. */
  readonly endsAs?: 'expired';
  /** After a soft decline the first message waits for the processor's own second try. Absent: it does not. */
  readonly waitForSilentRetry?: true;
  /** Nothing is sent so shortly before the processor's next try. Absent: whenever it is due. */
  readonly quietBeforeNextAttempt?: IsoDuration;
}

const ROLES_BY_NAME: Readonly<Record<string, StepRole>> = {
  first_notice: 'reminder',
  second_notice: 'reminder',
  final_notice: 'final_notice',
  suspension: 'suspension',
  order_notice: 'order',
};

/** The role that a standard step's name says; null for any other name. */
export function roleByName(id: StepId): StepRole | null {
  return Object.hasOwn(ROLES_BY_NAME, id) ? ROLES_BY_NAME[id]! : null;
}

export function roleOf({ id, role }: Pick<SequenceStep, 'id' | 'role'>): StepRole {
  return role ?? roleByName(id) ?? 'reminder';
}

/** The step of this name. One that the sequence does not know is as its name alone says. */
export function stepOf({ steps }: Pick<Sequence, 'steps'>, id: StepId): Omit<SequenceStep, 'offset'> {
  return steps.find((step) => step.id === id) ?? { id };
}

/** What the step of this name is for in this sequence. */
export function stepRole(sequence: Pick<Sequence, 'steps'>, id: StepId): StepRole {
  return roleOf(stepOf(sequence, id));
}

/** Name of the first step with this role; null where the sequence has none. */
export function stepWithRole({ steps }: Pick<Sequence, 'steps'>, role: StepRole): StepId | null {
  return steps.find((step) => roleOf(step) === role)?.id ?? null;
}

/** Whether taking this step suspends access, unless somebody else does that. */
export function suspends(step: Pick<SequenceStep, 'id' | 'role' | 'action'>): boolean {
  return roleOf(step) === 'suspension' && step.action !== 'none';
}

/** Which debts a sequence is for: one-off payments, or invoices. */
export function kindOf({ steps }: Pick<Sequence, 'steps'>): 'invoice' | 'order' {
  return steps.some((step) => roleOf(step) === 'order') ? 'order' : 'invoice';
}

const WINBACK_WINDOW_MS = 30 * DAY_MS;

/** Milliseconds of the winback window. */
export function winbackWindowMs({ winbackWindow }: Pick<Sequence, 'winbackWindow'>): number {
  return winbackWindow === undefined ? WINBACK_WINDOW_MS : durationMs(winbackWindow);
}

/** The one place where `DAY_LENGTH` changes a plan. */
export function scaleSequence(sequence: Sequence, dayLengthMs: number): Sequence {
  const scaled = (duration: IsoDuration): IsoDuration => scaleDuration(duration, dayLengthMs);
  const { winbackWindow = toDuration(WINBACK_WINDOW_MS), quietBeforeNextAttempt: quiet } = sequence;
  return {
    ...sequence,
    steps: sequence.steps.map((step) => ({ ...step, offset: scaled(step.offset) })),
    winbackWindow: scaled(winbackWindow),
    ...(quiet !== undefined && { quietBeforeNextAttempt: scaled(quiet) }),
  };
}
