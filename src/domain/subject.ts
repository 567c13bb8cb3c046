import type { Source } from './ids.ts';

/** What several debts may share: `subscription:sub_1` or `customer:cus_1`. */
export type Subject = `subscription:${string}` | `customer:${string}`;

/** One subject at one source. */
export interface SubjectRef {
  readonly source: Source;
  readonly subject: Subject;
}

/**
 * How a subject ended, weaker first. `access_ended`: cancelled by the processor because nobody paid; its invoices stay
 * payable, and are still asked for. `subscription_ended`: over for any other reason; nothing is asked any more.
 * A later word may only replace an earlier one with a stronger.
 */
export const SUBJECT_STANDINGS = ['access_ended', 'subscription_ended'] as const;
export type SubjectStanding = (typeof SUBJECT_STANDINGS)[number];

/** The two parts of a subject, e.g. `{ kind: 'subscription', id: 'sub_1' }`. */
export function subjectParts(subject: Subject): {
  readonly kind: 'subscription' | 'customer';
  readonly id: string;
} {
  const colon = subject.indexOf(':');
  const kind = subject.startsWith('subscription:') ? 'subscription' : 'customer';
  return { kind, id: subject.slice(colon + 1) };
}
