import { randomId } from '../http/ids.ts';
import { PRE_BASIL_API_VERSION, STRIPE_API_VERSION, type StripeEvent } from './resources.ts';

export interface EventOptions {
  id?: string;
  /** Unix seconds; now when absent. */
  created?: number;
  livemode?: boolean;
  apiVersion?: string;
  /** `pre_basil` builds invoices as endpoints pinned before 2025-03-31.basil still receive them. */
  shape?: 'current' | 'pre_basil';
  previousAttributes?: Record<string, unknown>;
}

interface EventInput {
  type: string;
  object: object;
  createdNow: number;
  options: EventOptions;
}

/** Builds a snapshot event; the object is copied, so later changes do not reach into it. */
export function buildEvent({ type, object, createdNow, options }: EventInput): StripeEvent {
  const isPreBasil = options.shape === 'pre_basil';
  const snapshot = structuredClone(object) as Record<string, unknown>;
  if (options.livemode !== undefined && 'livemode' in snapshot) snapshot['livemode'] = options.livemode;
  return {
    id: options.id ?? randomId('evt_'),
    object: 'event',
    api_version: options.apiVersion ?? (isPreBasil ? PRE_BASIL_API_VERSION : STRIPE_API_VERSION),
    created: options.created ?? createdNow,
    data: {
      object: isPreBasil && snapshot['object'] === 'invoice' ? preBasilInvoice(snapshot) : snapshot,
      ...(options.previousAttributes && { previous_attributes: options.previousAttributes }),
    },
    livemode: options.livemode ?? false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  };
}

function preBasilInvoice(invoice: Record<string, unknown>): Record<string, unknown> {
  const { parent, amount_overpaid: _unknownThen, ...rest } = invoice;
  const details = (parent as { subscription_details?: { subscription: string; metadata: object } } | null)
    ?.subscription_details;
  return {
    ...rest,
    subscription: details?.subscription ?? null,
    subscription_details: details ? { metadata: details.metadata } : null,
    payment_intent: randomId('pi_'),
    charge: randomId('ch_'),
    paid: invoice['status'] === 'paid',
    paid_out_of_band: false,
  };
}
