import type { Draft } from '../../../domain/draft.ts';
import type { FailureTraits } from '../../../domain/events.ts';
import type { FailedInvoice } from './shapes.ts';

/** A failed invoice has few lines; what goes beyond these is left out. */
const MOST_LINES = 50;

/**
 * What rules may choose a sequence by; null where the invoice tells nothing of it. The invoice's own metadata counts more
 * than its subscription's. Each is set where it is there: to spread them in took a webhook as long as parsing its shape.
 */
export function traitsOf(invoice: FailedInvoice): FailureTraits | null {
  const { billing_reason, collection_method, customer_address } = invoice;
  const plans = plansOf(invoice);
  const metadata = metadataOf(invoice);
  const traits: Draft<FailureTraits> = {};
  if (plans.length > 0) traits.plans = plans;
  if (billing_reason) traits.billingReason = billing_reason;
  if (collection_method) traits.collectionMethod = collection_method;
  if (customer_address?.country) traits.country = customer_address.country.toUpperCase();
  if (isFilled(metadata)) traits.metadata = metadata;
  return isFilled(traits) ? traits : null;
}

function metadataOf({ metadata, parent }: FailedInvoice): Readonly<Record<string, string>> {
  return { ...parent?.subscription_details?.metadata, ...metadata };
}

function isFilled(object: object): boolean {
  return Object.keys(object).length > 0;
}

function plansOf({ lines }: FailedInvoice): readonly string[] {
  const plans = new Set<string>();
  for (const { pricing, price, plan } of lines?.data.slice(0, MOST_LINES) ?? []) {
    const named = pricing?.price_details;
    for (const id of [named?.price, named?.product, price?.id, price?.product, plan?.id, plan?.product]) {
      if (id) plans.add(id);
    }
  }
  return [...plans];
}
