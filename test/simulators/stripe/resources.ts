/** Stripe's resources in the shape of API 2026-10-28.endive, as far as a billing integration reads them. */

/** @see https://docs.stripe.com/api/versioning */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** The last version before `invoice.subscription` and its like were removed (2025-03-31.basil). */
export const PRE_BASIL_API_VERSION = '2025-02-24.acacia';

export interface StripeAddress {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export interface StripeCustomer {
  id: string;
  object: 'customer';
  address: StripeAddress | null;
  created: number;
  currency: string | null;
  default_source: string | null;
  delinquent: boolean;
  description: string | null;
  email: string | null;
  invoice_settings: { default_payment_method: string | null };
  livemode: boolean;
  metadata: Record<string, string>;
  name: string | null;
  phone: string | null;
  preferred_locales: string[];
  test_clock: null;
}

export interface DeletedStripeCustomer {
  id: string;
  object: 'customer';
  deleted: true;
}

export type StripeInvoiceStatus = 'open' | 'paid' | 'uncollectible' | 'void';

export interface StripeInvoice {
  id: string;
  object: 'invoice';
  amount_due: number;
  amount_overpaid: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  billing_reason: string | null;
  collection_method: 'charge_automatically' | 'send_invoice';
  created: number;
  currency: string;
  customer: string;
  customer_address: StripeAddress | null;
  customer_email: string | null;
  customer_name: string | null;
  customer_phone: string | null;
  hosted_invoice_url: string | null;
  livemode: boolean;
  metadata: Record<string, string>;
  next_payment_attempt: number | null;
  number: string | null;
  parent: {
    type: 'subscription_details';
    quote_details: null;
    subscription_details: { subscription: string; metadata: Record<string, string> };
  } | null;
  status: StripeInvoiceStatus;
  status_transitions: {
    finalized_at: number | null;
    marked_uncollectible_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
  };
  /** The fields nobody reads here but which the real answer has. */
  [field: string]: unknown;
}

export interface StripeSubscription {
  id: string;
  object: 'subscription';
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { comment: string | null; feedback: null; reason: string | null };
  collection_method: 'charge_automatically' | 'send_invoice';
  created: number;
  currency: string;
  customer: string;
  default_payment_method: string | null;
  items: { object: 'list'; data: Record<string, unknown>[]; has_more: boolean; url: string };
  latest_invoice: string | null;
  livemode: boolean;
  metadata: Record<string, string>;
  pause_collection: { behavior: string; resumes_at: number | null } | null;
  status: string;
}

export interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  /** The connected account it comes from. */
  account?: string;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export interface StripePaymentIntent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  canceled_at: number | null;
  created: number;
  currency: string;
  customer: string | null;
  description: string | null;
  last_payment_error: { code: string; decline_code: string; message: string; type: string } | null;
  livemode: boolean;
  metadata: Record<string, string>;
  payment_details: { customer_reference: string | null; order_reference: string | null } | null;
  status: 'requires_payment_method' | 'processing' | 'succeeded' | 'canceled';
}

export interface StripeSession {
  id: string;
  object: 'checkout.session';
  payment_intent: string;
  status: 'open' | 'complete' | 'expired';
  url: string | null;
}

export interface StripeCoupon {
  id: string;
  object: 'coupon';
  duration: string;
  name: string | null;
  percent_off: number;
  valid: boolean;
}

export interface StripePromotionCode {
  id: string;
  object: 'promotion_code';
  active: boolean;
  code: string;
  customer: string | null;
  expires_at: number | null;
  max_redemptions: number | null;
  metadata: Record<string, string>;
  promotion: { type: 'coupon'; coupon: string };
}

export interface StripeDispute {
  id: string;
  object: 'dispute';
  amount: number;
  charge: string;
  currency: string;
  livemode: boolean;
  payment_intent: string;
  reason: string;
  status: string;
}

/** Everything the simulator remembers; plain JSON, so it survives a restart in a file. */
export interface StripeState {
  customers: Record<string, StripeCustomer | DeletedStripeCustomer>;
  subscriptions: Record<string, StripeSubscription>;
  invoices: Record<string, StripeInvoice>;
  /** Decline code of the latest failed charge, by invoice. */
  declines: Record<string, string>;
  paymentIntents: Record<string, StripePaymentIntent>;
  /** By PaymentIntent. */
  sessions: Record<string, StripeSession>;
  disputes: Record<string, StripeDispute>;
  /** Saved PaymentMethods, and what the bank says to every charge of one; null: it pays. */
  cards: Record<string, { customer: string; declineCode: string | null }>;
  coupons: Record<string, StripeCoupon>;
  promotionCodes: Record<string, StripePromotionCode>;
  /** The connected account of what belongs to one, by id of the resource. */
  accounts: Record<string, string>;
  events: StripeEvent[];
  /** Ids of events the receiver has not acknowledged yet. */
  undelivered: string[];
}

export function emptyStripeState(): StripeState {
  return {
    customers: {},
    subscriptions: {},
    invoices: {},
    declines: {},
    paymentIntents: {},
    sessions: {},
    disputes: {},
    cards: {},
    coupons: {},
    promotionCodes: {},
    accounts: {},
    events: [],
    undelivered: [],
  };
}
