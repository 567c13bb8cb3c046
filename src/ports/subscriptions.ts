/** How a subscription stands at its processor, as far as suspending it goes. `ended` is for good, or it never was. */
export type SubscriptionStanding = 'collecting' | 'paused' | 'ended';

/** One request about a subscription. */
export interface SubscriptionRequest {
  readonly subscriptionId: string;
  /**
   * Of this one request. Stripe keeps the first answer to a key for a day, a 500 as well: a second try needs another key,
   * and looks first at what the first one did.
   */
  readonly idempotencyKey: string;
}

export interface Cancellation {
  readonly subscriptionId: string;
  /** The debt it is cancelled for; the processor's own event will carry it, so that we know it for ours. */
  readonly debtId: string;
}

/**
 * What may be done to a subscription. Each is safe to repeat: it sets a state. They throw a `ProviderError`; what is
 * asked of a subscription that has ended does nothing.
 */
export interface Subscriptions {
  read(subscriptionId: string): Promise<SubscriptionStanding>;
  /** Nothing is collected any more for what comes; invoices that are open stay payable. */
  pause(request: SubscriptionRequest): Promise<void>;
  resume(request: SubscriptionRequest): Promise<void>;
  /** For good: no payment brings it back. Open invoices stay payable. */
  cancel(cancellation: Cancellation): Promise<void>;
}
