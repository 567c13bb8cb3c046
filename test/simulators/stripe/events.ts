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
  /** The connected account it comes from. */
  account?: string;
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
    ...(options.account && { account: options.account }),
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

/** The thin event that goes with a snapshot: ids only. Deliver it like the other; the two are one event. */
export function thinTwin(event: StripeEvent, options: { readonly snapshot?: boolean } = {}): StripeEvent {
  const { id, object } = event.data.object as { id: string; object: string };
  const twin = {
    id: event.id.replace('evt_', 'evt_test_'),
    object: 'v2.core.event',
    context: event.account ?? null,
    created: new Date(event.created * 1000).toISOString(),
    data: {},
    livemode: event.livemode,
    reason: null,
    related_object: { id, type: object, url: `/v1/${object}s/${id}` },
    snapshot_event: options.snapshot === false ? null : event.id,
    type: `v1.${event.type}`,
  };
  return twin as unknown as StripeEvent;
}
