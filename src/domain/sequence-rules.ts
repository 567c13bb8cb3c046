import { classifyDecline, type DeclineClass } from './decline.ts';
import type { PaymentFailed } from './events.ts';
import { minorExponent } from './money.ts';
import { kindOf, type Sequence, type StepId } from './sequence.ts';

/** What a failure must be like. Every condition that is there must hold; in a list, one word of it. */
export interface RuleConditions {
  readonly kind?: PaymentFailed['debtKind'] | undefined;
  /** Ids of prices or products on the invoice. */
  readonly plan?: readonly string[] | undefined;
  readonly amount?: AmountCondition | undefined;
  /** ISO 4217, upper case. */
  readonly currency?: readonly string[] | undefined;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: readonly string[] | undefined;
  /** The processor's own word for why it made the invoice, e.g. `subscription_create`. */
  readonly billingReason?: readonly string[] | undefined;
  readonly collectionMethod?: readonly string[] | undefined;
  readonly declineClass?: readonly DeclineClass[] | undefined;
  /** Of the invoice, its subscription, or the payment. */
  readonly metadata?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Bounds in major units, as decimal texts: `"100"`, `"19.99"`. */
export interface AmountCondition {
  readonly currency: string;
  readonly atLeast?: string | undefined;
  readonly below?: string | undefined;
}

/** For failures like this, that sequence. */
export interface SequenceRule {
  /** Id of the sequence. */
  readonly use: string;
  readonly when: RuleConditions;
}

/** Every sequence of this service, and how one is chosen. */
export interface SequenceBook {
  readonly sequences: ReadonlyMap<string, Sequence>;
  /** In the order in which they are tried. */
  readonly rules: readonly SequenceRule[];
}

/** Every step of every sequence, once; those of invoices first. */
export function stepIdsOf({ sequences }: SequenceBook): readonly StepId[] {
  const all = [...sequences.values()];
  const of = (kind: 'invoice' | 'order') => all.filter((sequence) => kindOf(sequence) === kind);
  const ids = [...of('invoice'), ...of('order')].flatMap(({ steps }) => steps.map(({ id }) => id));
  return [...new Set(ids)];
}

/** What a failure gets that no rule speaks of. */
export const DEFAULT_SEQUENCE = { invoice: 'standard', order: 'order' } as const;

/**
 * The first rule that matches, else the default of its kind. Null: nobody is asked. That is what becomes of an invoice
 * that is no renewal, or that the customer is sent to pay, unless a rule names just that.
 */
export function chooseSequence({ sequences, rules }: SequenceBook, failure: PaymentFailed): Sequence | null {
  const unusual = whyUnusual(failure);
  for (const { use, when } of rules) {
    const sequence = sequences.get(use);
    if (!sequence || kindOf(sequence) !== failure.debtKind) continue;
    if (unusual && !names(when, failure)) continue;
    if (matches(when, failure)) return sequence;
  }
  return unusual ? null : (sequences.get(DEFAULT_SEQUENCE[failure.debtKind]) ?? null);
}

/** Renewals and changes of a running subscription; a failed first invoice is an abandoned checkout, for instance. */
const USUAL_BILLING_REASONS: ReadonlySet<string> = new Set([
  'subscription_cycle',
  'subscription_update',
  'subscription_threshold',
]);

/** Why a failure is left alone unless a rule names it, e.g. `billing_reason:manual`; null for all others. */
export function whyUnusual({ traits }: Pick<PaymentFailed, 'traits'>): string | null {
  const { billingReason, collectionMethod } = traits ?? {};
  if (billingReason && !USUAL_BILLING_REASONS.has(billingReason)) return `billing_reason:${billingReason}`;
  return collectionMethod === 'send_invoice' ? `collection_method:${collectionMethod}` : null;
}

function names(when: RuleConditions, { traits }: PaymentFailed): boolean {
  const { billingReason, collectionMethod } = traits ?? {};
  return (
    (billingReason !== undefined &&
      !USUAL_BILLING_REASONS.has(billingReason) &&
      when.billingReason?.includes(billingReason) === true) ||
    (collectionMethod === 'send_invoice' && when.collectionMethod?.includes(collectionMethod) === true)
  );
}

/** A fact that the event does not tell matches nothing. */
function matches(when: RuleConditions, failure: PaymentFailed): boolean {
  const { traits = {}, declineCode, currency, debtKind } = failure;
  const declined = declineCode === undefined ? undefined : classifyDecline(declineCode).class;
  return (
    (when.kind === undefined || when.kind === debtKind) &&
    oneOf(when.currency, currency) &&
    oneOf(when.country, traits.country?.toUpperCase()) &&
    oneOf(when.billingReason, traits.billingReason) &&
    oneOf(when.collectionMethod, traits.collectionMethod) &&
    oneOf(when.declineClass, declined) &&
    (when.plan === undefined || when.plan.some((plan) => traits.plans?.includes(plan) === true)) &&
    (when.amount === undefined || isWithin(when.amount, failure)) &&
    Object.entries(when.metadata ?? {}).every(([key, values]) => oneOf(values, metadataOf(failure, key)))
  );
}

function oneOf<Word extends string>(wanted: readonly Word[] | undefined, found: Word | undefined): boolean {
  return wanted === undefined || (found !== undefined && wanted.includes(found));
}

function metadataOf({ traits }: PaymentFailed, key: string): string | undefined {
  const { metadata = {} } = traits ?? {};
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined;
}

function isWithin({ currency, atLeast, below }: AmountCondition, failure: PaymentFailed): boolean {
  if (currency !== failure.currency) return false;
  const due = BigInt(failure.amountDueMinor);
  const exponent = minorExponent(failure.debt.source, currency);
  return (
    (atLeast === undefined || reaches(due, atLeast, exponent)) &&
    (below === undefined || !reaches(due, below, exponent))
  );
}

/** Exactly, however many decimals the bound has. */
function reaches(minor: bigint, bound: string, exponent: number): boolean {
  const [whole = '0', fraction = ''] = bound.split('.');
  const digits = Math.max(exponent, fraction.length);
  const scaled = BigInt(whole + fraction.padEnd(digits, '0'));
  return minor * 10n ** BigInt(digits - exponent) >= scaled;
}
