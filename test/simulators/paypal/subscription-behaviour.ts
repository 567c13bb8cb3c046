import { randomId } from '../http/ids.ts';
import type { PaypalAmount, PaypalEvent, PaypalSale, PaypalState, PaypalSubscription } from './resources.ts';

export interface NewSubscription {
  id?: string;
  givenName?: string;
  surname?: string;
  email?: string;
  /** Pairs of a query, as the business itself writes them. */
  customId?: string;
  country?: string;
}

export interface FailedPayment {
  value?: string;
  currency?: string;
  reasonCode?: string;
  /** Now when absent. */
  at?: Date;
}

/** What happens to subscriptions. Each method that emits returns its event, for tests that deliver it again. */
export interface SubscriptionBehaviour {
  createSubscription(input?: NewSubscription): PaypalSubscription;
  /** The first try, or one of the two after it. Emits `BILLING.SUBSCRIPTION.PAYMENT.FAILED`. */
  failPayment(id: string, failed?: FailedPayment): PaypalEvent;
  /** The last try failed: what was asked for becomes part of the outstanding balance. Emits nothing. */
  rollOver(id: string): void;
  /** Everything that is owed. Emits `PAYMENT.SALE.COMPLETED`. */
  payAll(id: string): PaypalEvent;
  /** A part of the outstanding balance, which leaves this. Emits `PAYMENT.SALE.COMPLETED`. */
  payDownTo(id: string, remaining: string): PaypalEvent;
  /** Paid, but the webhook never comes. */
  paySilently(id: string): void;
  /** Emits `BILLING.SUBSCRIPTION.CANCELLED`. */
  cancelSubscription(id: string): PaypalEvent;
  /** Emits `CUSTOMER.DISPUTE.CREATED` (or `.RESOLVED`) about the last payment. */
  dispute(id: string, disputeId: string, isOpen: boolean): PaypalEvent;
}

export interface PaypalBooks {
  readonly state: PaypalState;
  readonly now: () => Date;
  emit(type: string, resourceType: string, resource: object): PaypalEvent;
}

export function subscriptionBehaviour(books: PaypalBooks): SubscriptionBehaviour {
  const { state, emit } = books;
  const find = (id: string): PaypalSubscription => {
    const subscription = state.subscriptions[id];
    if (!subscription) throw new Error(`no such subscription in the simulator: ${id}`);
    return subscription;
  };
  return {
    createSubscription: (input = {}) => createSubscription(state, input),
    failPayment: (id, failed = {}) => {
      recordFailure(find(id), failed, books.now());
      return emit('BILLING.SUBSCRIPTION.PAYMENT.FAILED', 'subscription', find(id));
    },
    rollOver: (id) => rollOver(find(id)),
    payAll: (id) => emit('PAYMENT.SALE.COMPLETED', 'sale', pay(books, find(id), null)),
    payDownTo: (id, remaining) => emit('PAYMENT.SALE.COMPLETED', 'sale', pay(books, find(id), remaining)),
    paySilently: (id) => void pay(books, find(id), null),
    cancelSubscription: (id) => {
      find(id).status = 'CANCELLED';
      return emit('BILLING.SUBSCRIPTION.CANCELLED', 'subscription', find(id));
    },
    dispute: (id, disputeId, isOpen) => {
      const sale = Object.values(state.sales).findLast((one) => one.billing_agreement_id === id);
      const transactions = [{ seller_transaction_id: sale?.id ?? pay(books, find(id), null).id }];
      const resource = { dispute_id: disputeId, disputed_transactions: transactions, status: 'OPEN' };
      return emit(`CUSTOMER.DISPUTE.${isOpen ? 'CREATED' : 'RESOLVED'}`, 'dispute', resource);
    },
  };
}

function createSubscription(state: PaypalState, input: NewSubscription): PaypalSubscription {
  const id = input.id ?? `I-${randomId('', 12).toUpperCase()}`;
  const subscription: PaypalSubscription = {
    id,
    status: 'ACTIVE',
    ...(input.customId !== undefined && { custom_id: input.customId }),
    subscriber: {
      name: { given_name: input.givenName ?? 'Maria', surname: input.surname ?? 'Silva' },
      email_address: input.email ?? 'maria@example.com',
      ...(input.country && { shipping_address: { address: { country_code: input.country } } }),
    },
    billing_info: { outstanding_balance: { currency_code: 'USD', value: '0.0' }, failed_payments_count: 0 },
  };
  state.subscriptions[id] = subscription;
  return subscription;
}

function recordFailure({ billing_info: info }: PaypalSubscription, failed: FailedPayment, now: Date): void {
  const { value = '19.99', currency = 'USD', reasonCode = 'PAYMENT_DENIED', at = now } = failed;
  info.outstanding_balance.currency_code = currency;
  info.last_failed_payment = {
    amount: { currency_code: currency, value },
    time: at.toISOString(),
    reason_code: reasonCode,
  };
}

function rollOver({ id, billing_info: info }: PaypalSubscription): void {
  if (!info.last_failed_payment) throw new Error(`nothing of ${id} has failed in the simulator`);
  const sum = Number(info.outstanding_balance.value) + Number(info.last_failed_payment.amount.value);
  info.outstanding_balance.value = sum.toFixed(2);
  info.failed_payments_count += 1;
}

function pay(
  { state, now }: PaypalBooks,
  { id, billing_info: info }: PaypalSubscription,
  remaining: string | null,
): PaypalSale {
  const owed: PaypalAmount =
    Number(info.outstanding_balance.value) > 0
      ? info.outstanding_balance
      : (info.last_failed_payment?.amount ?? { currency_code: 'USD', value: '19.99' });
  const total = (Number(owed.value) - Number(remaining ?? '0')).toFixed(2);
  const sale: PaypalSale = {
    id: randomId('', 17).toUpperCase(),
    state: 'completed',
    billing_agreement_id: id,
    amount: { total, currency: owed.currency_code },
    create_time: now().toISOString(),
  };
  state.sales[sale.id] = sale;
  info.last_payment = { amount: { ...owed, value: total }, time: sale.create_time };
  info.outstanding_balance = { currency_code: owed.currency_code, value: remaining ?? '0.0' };
  if (remaining === null) info.failed_payments_count = 0;
  return sale;
}
