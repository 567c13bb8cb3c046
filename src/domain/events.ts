import type { DebtRef, Source } from './ids.ts';
import type { IsoInstant } from './instant.ts';
import type { ClosingStanding } from './standing.ts';
import type { ToldDebt } from './told-debt.ts';
import type { SubjectRef, SubjectStanding } from './subject.ts';

/** What every event carries: the source's own event id (unique per source) and when it happened there. */
interface EventBase {
  readonly eventId: string;
  readonly at: IsoInstant;
}

interface DebtEvent extends EventBase {
  readonly debt: DebtRef;
}

/** The processor tried to take money and failed, or needs the customer to confirm with the bank. */
export interface PaymentFailed extends DebtEvent {
  readonly kind: 'payment_failed';
  readonly debtKind: 'invoice' | 'order';
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  /** Still due, in the source's minor units, as a decimal string: `"1999"`. */
  readonly amountDueMinor: string;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The processor's own count of tries; never decides which text is sent. */
  readonly chargeAttempt: number;
  /** The processor's word for why, where the event itself says it. */
  readonly declineCode?: string;
  readonly traits?: FailureTraits;
  /** What the event says of debt and customer, where it does: kept in the ledger, never in a history. */
  readonly told?: ToldDebt;
}

/** What rules choose a sequence by, as far as the event itself says it. Not for workflow history: metadata is anything. */
export interface FailureTraits {
  /** Ids of the prices and products it is about. */
  readonly plans?: readonly string[];
  /** Why the processor made the invoice, in its own word, e.g. `subscription_cycle`. */
  readonly billingReason?: string;
  /** `charge_automatically`, or `send_invoice`: the customer is sent it to pay. */
  readonly collectionMethod?: string;
  /** Of the customer's address; ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** Of the invoice, its subscription, or the payment. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The invoice closed: nothing may be asked any more. */
export interface InvoiceClosed extends DebtEvent {
  readonly kind: 'invoice_closed';
  readonly standing: ClosingStanding;
}

/** A subscription or customer is over: told once, it concerns every debt of it, also those that fail later. */
export interface SubjectClosed extends EventBase {
  readonly kind: 'subject_closed';
  readonly subject: SubjectRef;
  readonly standing: SubjectStanding;
}

/** A debt's payment is disputed, or is no longer: meanwhile nobody is asked. */
export interface DisputeChanged extends DebtEvent {
  readonly kind: 'dispute_changed';
  readonly disputeId: string;
  readonly isOpen: boolean;
}

/** Verified and stored, but not for us; the reason says why, e.g. `billing_reason:manual`. */
export interface IgnoredEvent extends DebtEvent {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** Provider-neutral event; what the inbox stores and the relay hands to Temporal. */
export type PaymentEvent = PaymentFailed | InvoiceClosed | SubjectClosed | DisputeChanged | IgnoredEvent;

/** Who sent an event. */
export function sourceOf(event: PaymentEvent): Source {
  return event.kind === 'subject_closed' ? event.subject.source : event.debt.source;
}

/** What an event is about, for logs: a debt id, or a subject such as `subscription:sub_1`. */
export function aboutOf(event: PaymentEvent): string {
  return event.kind === 'subject_closed' ? event.subject.subject : event.debt.debtId;
}
