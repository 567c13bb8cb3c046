import type { StripeLedger } from './ledger.ts';
import { customerMetadata, newCustomer, type NewCustomer } from './new-resources.ts';
import type { StripeCustomer, StripeEvent } from './resources.ts';

export type CancellationReason = 'cancellation_requested' | 'payment_failed' | 'payment_disputed';

/** What customers do, or have done to them. */
export interface CustomerBehaviour {
  createCustomer(input?: NewCustomer): StripeCustomer;
  /** Emits `customer.updated`. */
  updateCustomer(id: string, changes: Omit<NewCustomer, 'id'>): StripeCustomer;
  /** Emits `customer.deleted`, and `customer.subscription.deleted` for each of its subscriptions. */
  deleteCustomer(id: string): StripeEvent;
  /** Emits `customer.subscription.deleted`. */
  cancelSubscription(id: string, reason?: CancellationReason): StripeEvent;
}

export function customerBehaviour(ledger: StripeLedger): CustomerBehaviour {
  return {
    createCustomer(input = {}) {
      const customer = newCustomer(input, ledger.seconds());
      ledger.state.customers[customer.id] = customer;
      ledger.commit();
      return customer;
    },
    updateCustomer: (id, changes) => updateCustomer(ledger, id, changes),
    deleteCustomer: (id) => deleteCustomer(ledger, id),
    cancelSubscription(id, reason = 'cancellation_requested') {
      const event = recordCancellation(ledger, id, reason);
      ledger.commit();
      return event;
    },
  };
}

function updateCustomer(ledger: StripeLedger, id: string, changes: Omit<NewCustomer, 'id'>): StripeCustomer {
  const customer = ledger.customer(id);
  if (changes.name !== undefined) customer.name = changes.name;
  if (changes.email !== undefined) customer.email = changes.email;
  if (changes.phone !== undefined) customer.phone = changes.phone;
  if (changes.preferredLocales !== undefined) customer.preferred_locales = changes.preferredLocales;
  customer.metadata = { ...customer.metadata, ...customerMetadata(changes) };
  ledger.record('customer.updated', customer);
  ledger.commit();
  return customer;
}

function deleteCustomer(ledger: StripeLedger, id: string): StripeEvent {
  const customer = ledger.customer(id);
  ledger.state.customers[id] = { id, object: 'customer', deleted: true };
  const event = ledger.record('customer.deleted', customer);
  for (const subscription of Object.values(ledger.state.subscriptions)) {
    const isLive = subscription.customer === id && subscription.status !== 'canceled';
    if (isLive) recordCancellation(ledger, subscription.id, 'cancellation_requested');
  }
  ledger.commit();
  return event;
}

/** Without a commit. */
export function recordCancellation(
  ledger: StripeLedger,
  id: string,
  reason: CancellationReason,
): StripeEvent {
  const subscription = ledger.subscription(id);
  subscription.status = 'canceled';
  subscription.canceled_at = ledger.seconds();
  subscription.cancellation_details.reason = reason;
  // Stripe stops collecting the open invoices of a cancelled subscription, yet they stay payable.
  for (const invoice of Object.values(ledger.state.invoices)) {
    const isItsOwn = invoice.parent?.subscription_details.subscription === id;
    if (isItsOwn && invoice.status === 'open') invoice['auto_advance'] = false;
  }
  return ledger.record('customer.subscription.deleted', subscription);
}
