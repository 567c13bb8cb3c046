import type { FailureTraits } from '../../../domain/events.ts';
import type { FailedInvoice } from './shapes.ts';

/** A failed invoice has few lines; what goes beyond these is left out. */
const MOST_LINES = 50;

/** What rules may choose a sequence by. The invoice's own metadata counts more than its subscription's. */
export function traitsOf(invoice: FailedInvoice): FailureTraits {
  const { billing_reason, collection_method, customer_address, parent } = invoice;
  const country = customer_address?.country;
  const plans = plansOf(invoice);
  const metadata = { ...parent?.subscription_details?.metadata, ...invoice.metadata };
  return {
    ...(plans.length > 0 && { plans }),
    ...(billing_reason && { billingReason: billing_reason }),
    ...(collection_method && { collectionMethod: collection_method }),
    ...(country && { country: country.toUpperCase() }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

function plansOf({ lines }: FailedInvoice): string[] {
  const ids = (lines?.data ?? []).slice(0, MOST_LINES).flatMap(({ pricing, price, plan }) => {
    const named = pricing?.price_details;
    return [named?.price, named?.product, price?.id, price?.product, plan?.id, plan?.product];
  });
  return [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))] as string[];
}
