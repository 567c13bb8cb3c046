import { randomId } from '../http/ids.ts';
import type { Payer } from '../simulated-source.ts';

/** As `GET /transactions/{id}` answers, less what nobody here reads. */
export interface PaddleTransaction {
  id: string;
  status: 'ready' | 'past_due' | 'paid' | 'completed' | 'canceled';
  customer_id: string;
  subscription_id: string;
  details: { totals: Record<string, string | null> };
  payments: PaddlePayment[];
  [field: string]: unknown;
}

export interface PaddlePayment {
  payment_attempt_id: string;
  amount: string;
  status: string;
  error_code: string | null;
  created_at: string;
  [field: string]: unknown;
}

export interface PaddleState {
  readonly transactions: Map<string, PaddleTransaction>;
  readonly customers: Map<string, Record<string, unknown>>;
  readonly subscriptions: Map<string, Record<string, unknown>>;
  readonly addresses: Map<string, Record<string, unknown>[]>;
}

/** Paddle's ids are ULIDs in lower case behind a prefix. */
export function paddleId(prefix: string): string {
  return `${prefix}_${randomId('', 26).toLowerCase()}`;
}

/** A customer with a subscription, and the transaction of its renewal. @returns the transaction */
export function createRenewal(state: PaddleState, payer: Payer, at: string): PaddleTransaction {
  const customer = createCustomer(state, payer, at);
  const subscription = createSubscription(state, customer, at);
  const id = paddleId('txn');
  const transaction: PaddleTransaction = {
    id,
    status: 'ready',
    customer_id: customer,
    address_id: paddleId('add'),
    business_id: null,
    custom_data: null,
    origin: 'subscription_recurring',
    collection_mode: 'automatic',
    subscription_id: subscription,
    invoice_id: null,
    invoice_number: null,
    billing_details: null,
    currency_code: 'USD',
    discount_id: null,
    created_at: at,
    updated_at: at,
    billed_at: at,
    items: [],
    details: { totals: totalsOf('1999') },
    payments: [],
    checkout: { url: `https://pay.northwind.example?_ptxn=${id}` },
  };
  state.transactions.set(id, transaction);
  return transaction;
}

function totalsOf(total: string): Record<string, string | null> {
  return {
    ...{ subtotal: total, tax: '0', discount: '0', total, grand_total: total, fee: null, credit: '0' },
    ...{ credit_to_balance: '0', balance: total, earnings: null, currency_code: 'USD' },
  };
}

function createCustomer(state: PaddleState, { name, email, whatsappPhone }: Payer, at: string): string {
  const id = paddleId('ctm');
  state.customers.set(id, {
    id,
    name,
    email: email ?? 'maria@example.com',
    marketing_consent: false,
    status: 'active',
    custom_data: { whatsapp_phone: whatsappPhone, time_zone: 'UTC' },
    locale: 'en',
    created_at: at,
    updated_at: at,
    import_meta: null,
  });
  const address = {
    id: paddleId('add'),
    customer_id: id,
    country_code: 'GH',
    region: null,
    postal_code: null,
  };
  state.addresses.set(id, [address]);
  return id;
}

function createSubscription(state: PaddleState, customer: string, at: string): string {
  const id = paddleId('sub');
  const portal = `https://buyer-portal.paddle.com/subscriptions/${id}`;
  state.subscriptions.set(id, {
    id,
    status: 'active',
    customer_id: customer,
    currency_code: 'USD',
    created_at: at,
    updated_at: at,
    next_billed_at: at,
    paused_at: null,
    canceled_at: null,
    collection_mode: 'automatic',
    scheduled_change: null,
    management_urls: { update_payment_method: `${portal}/update-payment-method`, cancel: `${portal}/cancel` },
  });
  return id;
}
