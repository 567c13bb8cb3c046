import type { Ending } from '../support/story.ts';
import type { Lab, LabOptions } from '../support/lab.ts';

/** One way through the workflow code; its history is recorded once per version and replayed for as long as runs live. */
export interface Path {
  /** Name of its file, without `.json`. */
  readonly name: string;
  /** Variables on top of those every lab has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly lab?: LabOptions;
  /** Tells its story in a lab of its own, from a Monday, 10:00 UTC. */
  tell(lab: Lab): Promise<Told>;
  /** Everything that was sent to the customer, with the last full day: a night or a morning is no other path. */
  readonly sent: readonly string[];
  /** How the recovery stands in the end; `RUNNING` for one that still waits. */
  readonly ends: Ending;
}

/** The recovery that was told of. */
export interface Told {
  readonly invoiceId: string;
  readonly firstFailure: number;
  /** Whose history is kept; the recovery's own when absent. */
  readonly workflowId?: string;
}

type Access = Ending['access'];

export function completed(outcome: string, access: Access = 'active'): Ending {
  return { run: 'COMPLETED', outcome, access };
}

export function cancelled(outcome = 'cancelled', access: Access = 'active'): Ending {
  return { run: 'CANCELLED', outcome, access };
}

export function open(access: Access = 'active', outcome: string | null = null): Ending {
  return { run: 'RUNNING', outcome, access };
}

export const FIRST = ['day 0 first_notice'] as const;
export const TWO = [...FIRST, 'day 3 second_notice'] as const;
export const THREE = [...TWO, 'day 7 final_notice'] as const;
export const WHOLE = [...THREE, 'day 14 suspension'] as const;

/** Who acts for staff, in every story. */
export const STAFF = { actor: 'ana', reason: 'agreed with the customer' } as const;

/** Half a day later it is 22:00: outside the contact window. */
export const NIGHT = 0.5;
