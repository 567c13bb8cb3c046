import type { MessageRecord } from '../simulators/rapiwa/state.ts';

/** What happened, in the order in which it took effect. */
export type Fact =
  /** An attempt began to read the invoice. */
  | { readonly kind: 'reread'; readonly attempt: number; readonly debtId: string }
  /** What the processor showed it then, from the simulator's own books. */
  | {
      readonly kind: 'shown';
      readonly attempt: number;
      readonly debtId: string;
      readonly minor: number;
      readonly currency: string;
    }
  | { readonly kind: 'licensed'; readonly attempt: number; readonly debtId: string; readonly step: string }
  /** The attempt asked Rapiwa; `message` is Rapiwa's own record, null where the request never came to it. */
  | {
      readonly kind: 'requested';
      readonly attempt: number;
      readonly debtId: string;
      readonly step: string;
      /** When the attempt made the call: a stalled process may come later. */
      readonly calledAt: number;
      readonly message: MessageRecord | null;
    }
  | { readonly kind: 'suspended'; readonly attempt: number; readonly debtId: string }
  /** The invoice is closed in the processor's books. */
  | { readonly kind: 'closed'; readonly debtId: string; readonly standing: string }
  /** An event that closes it is committed to the inbox. */
  | { readonly kind: 'told'; readonly debtId: string; readonly standing: string }
  | { readonly kind: 'failure told'; readonly debtId: string }
  /** STOP is committed. */
  | { readonly kind: 'stopped'; readonly number: string }
  /** The ledger says how it ended. */
  | { readonly kind: 'ended'; readonly debtId: string; readonly outcome: string }
  /** Only for people who read a counterexample. */
  | { readonly kind: 'note'; readonly text: string };

export type Entry = Fact & { readonly order: number; readonly at: number };

export interface Journal {
  readonly entries: readonly Entry[];
  add(fact: Fact): void;
}

export function createJournal(now: () => number): Journal {
  const entries: Entry[] = [];
  return {
    entries,
    add: (fact) => void entries.push({ ...fact, order: entries.length, at: now() }),
  };
}

/** The journal as a story by the calendar, for a counterexample. */
export function tell(entries: readonly Entry[], startMs: number): string {
  return entries.map((entry) => `${dayOf(entry.at - startMs)} ${sentence(entry)}`).join('\n');
}

function dayOf(ms: number): string {
  return `day ${(ms / 86_400_000).toFixed(4).padStart(7)}`;
}

function sentence(entry: Entry): string {
  switch (entry.kind) {
    case 'note':
      return entry.text;
    case 'stopped':
      return `STOP from ${entry.number} is committed`;
    case 'requested': {
      const { message } = entry;
      const became = message
        ? `${message.answer}${message.accepted ? ', accepted' : ''}`
        : 'never came to Rapiwa';
      return `attempt ${entry.attempt} requested ${entry.step} of ${entry.debtId}: ${became}`;
    }
    case 'reread':
    case 'suspended':
      return `attempt ${entry.attempt} ${entry.kind} ${entry.debtId}`;
    case 'shown':
      return `attempt ${entry.attempt} was shown ${entry.minor} ${entry.currency} of ${entry.debtId}`;
    case 'licensed':
      return `attempt ${entry.attempt} got the licence for ${entry.step} of ${entry.debtId}`;
    case 'closed':
    case 'told':
      return `${entry.debtId} ${entry.kind}: ${entry.standing}`;
    case 'failure told':
      return `${entry.debtId} failure told`;
    case 'ended':
      return `${entry.debtId} ended: ${entry.outcome}`;
  }
}
