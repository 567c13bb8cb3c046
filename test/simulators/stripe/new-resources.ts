import { randomId } from '../http/ids.ts';
import type { StripeAddress, StripeCustomer, StripeInvoice, StripeSubscription } from './resources.ts';

export interface NewCustomer {
  id?: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  /** Becomes metadata `whatsapp_phone`. */
  whatsappPhone?: string;
  /** Becomes metadata `whatsapp_marketing_consent`. */
  marketingConsent?: boolean;
  preferredLocales?: string[];
  /** ISO 3166 alpha-2; becomes `address.country`. */
  country?: string;
  /** Of the same address, best ISO 3166-2. */
  state?: string;
  postalCode?: string;
  /** Becomes metadata `time_zone`. */
  timeZone?: string;
  metadata?: Record<string, string>;
}

export interface NewInvoice {
  id?: string;
  customer: string;
  /** Minor units, in Stripe's own count for the currency. */
  amount: number;
  currency: string;
  /** Absent: a new subscription for renewals, none for `manual`. `null`: none. */
  subscription?: string | null;
  billingReason?: string | null;
  collectionMethod?: 'charge_automatically' | 'send_invoice';
  metadata?: Record<string, string>;
}

export function newCustomer(input: NewCustomer, created: number): StripeCustomer {
  return {
    id: input.id ?? randomId('cus_', 14),
    object: 'customer',
    address: addressOf(input),
    created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email: input.email ?? null,
    invoice_settings: { default_payment_method: randomId('pm_') },
    livemode: false,
    metadata: customerMetadata(input),
    name: input.name ?? null,
    phone: input.phone ?? null,
    preferred_locales: input.preferredLocales ?? [],
    test_clock: null,
  };
}

function addressOf({ country, state, postalCode }: NewCustomer): StripeAddress | null {
  if (!country) return null;
  return {
    city: null,
    country,
    line1: null,
    line2: null,
    postal_code: postalCode ?? null,
    state: state ?? null,
  };
}

export function customerMetadata(input: Omit<NewCustomer, 'id'>): Record<string, string> {
  return {
    ...(input.whatsappPhone !== undefined && { whatsapp_phone: input.whatsappPhone }),
    ...(input.marketingConsent !== undefined && {
      whatsapp_marketing_consent: input.marketingConsent ? 'yes' : 'no',
    }),
    ...(input.timeZone !== undefined && { time_zone: input.timeZone }),
    ...input.metadata,
  };
}

export interface InvoiceContext {
  customer: StripeCustomer;
  subscription: string | null;
  number: string;
  created: number;
  hostedInvoiceUrl: (invoiceId: string) => string;
}

export function newInvoice(input: NewInvoice, context: InvoiceContext): StripeInvoice {
  const id = input.id ?? randomId('in_');
  const { customer, created } = context;
  return {
    ...unreadInvoiceFields(created),
    id,
    object: 'invoice',
    amount_due: input.amount,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: input.amount,
    attempt_count: 0,
    attempted: false,
    billing_reason: input.billingReason === undefined ? 'subscription_cycle' : input.billingReason,
    collection_method: input.collectionMethod ?? 'charge_automatically',
    created,
    currency: input.currency.toLowerCase(),
    customer: customer.id,
    customer_address: customer.address,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer.phone,
    hosted_invoice_url: context.hostedInvoiceUrl(id),
    livemode: false,
    metadata: input.metadata ?? {},
    next_payment_attempt: null,
    number: context.number,
    parent: subscriptionParent(context.subscription),
    status: 'open',
    status_transitions: {
      finalized_at: created,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: input.amount,
    total: input.amount,
  };
}

function subscriptionParent(subscription: string | null): StripeInvoice['parent'] {
  if (subscription === null) return null;
  return {
    type: 'subscription_details',
    quote_details: null,
    subscription_details: { subscription, metadata: {} },
  };
}

function unreadInvoiceFields(created: number): Record<string, unknown> {
  return {
    account_country: 'US',
    account_name: 'Simulated account',
    amount_shipping: 0,
    application: null,
    auto_advance: true,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    customer_account: null,
    customer_tax_exempt: 'none',
    default_payment_method: null,
    default_source: null,
    description: null,
    discounts: [],
    due_date: null,
    effective_at: created,
    ending_balance: 0,
    footer: null,
    invoice_pdf: null,
    last_finalization_error: null,
    lines: { object: 'list', data: [], has_more: false, url: '/v1/invoices/lines' },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    starting_balance: 0,
    statement_descriptor: null,
    test_clock: null,
    webhooks_delivered_at: created,
  };
}

export interface SubscriptionContext {
  id: string;
  customer: string;
  currency: string;
  created: number;
}

export function newSubscription(context: SubscriptionContext): StripeSubscription {
  return {
    id: context.id,
    object: 'subscription',
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created: context.created,
    currency: context.currency.toLowerCase(),
    customer: context.customer,
    default_payment_method: null,
    items: { object: 'list', data: [], has_more: false, url: '/v1/subscription_items' },
    latest_invoice: null,
    livemode: false,
    metadata: {},
    pause_collection: null,
    status: 'active',
  };
}
