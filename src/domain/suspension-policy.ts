/**
 * What suspending does. `flag`: a fact in the ledger and the CRM, for the application to obey.
 * `stripe_pause_collection`: besides, Stripe collects nothing for the subscription until the payment arrives.
 * `stripe_cancel`: besides, Stripe cancels the subscription, which no payment brings back.
 */
export const SUSPENSION_POLICIES = ['flag', 'stripe_pause_collection', 'stripe_cancel'] as const;
export type SuspensionPolicy = (typeof SUSPENSION_POLICIES)[number];

/** A suspension that the processor carries out. */
export type ProcessorEffect = Exclude<SuspensionPolicy, 'flag'>;
