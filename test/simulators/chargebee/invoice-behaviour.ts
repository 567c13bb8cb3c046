import { randomId } from '../http/ids.ts';
import type {
  ChargebeeCustomer,
  ChargebeeEvent,
  ChargebeeInvoice,
  ChargebeeState,
  ChargebeeTransaction,
} from './resources.ts';

export interface NewCustomer {
  id?: string;
  firstName?: string;
  whatsappPhone?: string;
  marketingConsent?: boolean;
  locale?: string;
  country?: string;
}

export interface NewInvoice {
  customer: string;
  id?: string;
  /** Minor units. */
  amount?: number;
  currency?: string;
  subscription?: string;
}

/** What happens to invoices. Each method that emits returns its event, for tests that deliver it again. */
export interface InvoiceBehaviour {
  createCustomer(input?: NewCustomer): ChargebeeCustomer;
  /** Due, and nothing has failed yet. Emits nothing. */
  createInvoice(input: NewInvoice): ChargebeeInvoice;
  /** Emits `payment_failed`. */
  failInvoice(id: string, errorCode?: string): ChargebeeEvent;
  /** The whole rest, or so much of it. Emits `payment_succeeded`. */
  payInvoice(id: string, amount?: number): ChargebeeEvent;
  /** Paid, but the webhook never comes. */
  payInvoiceSilently(id: string): void;
  /** Emits `payment_refunded`, of the last payment whole. */
  refundInvoice(id: string): ChargebeeEvent;
  /** Emits `invoice_updated`. */
  voidInvoice(id: string): ChargebeeEvent;
  /** Emits `invoice_updated`: Chargebee calls it paid. */
  writeOff(id: string): ChargebeeEvent;
  /** Emits `invoice_deleted`; the API answers 404 from now on. */
  deleteInvoice(id: string): ChargebeeEvent;
  /** Emits `subscription_cancelled`. */
  cancelSubscription(id: string, reason?: string): ChargebeeEvent;
}

export interface ChargebeeBooks {
  readonly state: ChargebeeState;
  readonly now: () => Date;
  emit(type: string, content: Record<string, object>): ChargebeeEvent;
}

export function invoiceBehaviour(books: ChargebeeBooks): InvoiceBehaviour {
  const { state, emit } = books;
  const find = (id: string): ChargebeeInvoice => {
    const invoice = state.invoices[id];
    if (!invoice) throw new Error(`no such invoice in the simulator: ${id}`);
    return invoice;
  };
  const about = (invoice: ChargebeeInvoice) => ({
    invoice,
    customer: state.customers[invoice.customer_id]!,
    subscription: { id: invoice.subscription_id, object: 'subscription' },
  });
  const changed = (id: string, changes: Partial<ChargebeeInvoice>) =>
    emit('invoice_updated', about(Object.assign(find(id), changes)));
  return {
    createCustomer: (input = {}) => createCustomer(state, input),
    createInvoice: (input) => createInvoice(books, input),
    failInvoice: (id, errorCode = 'card_declined') => {
      const invoice = Object.assign(find(id), { status: 'payment_due', dunning_status: 'in_progress' });
      const transaction = charge(state, invoice, { amount: invoice.amount_due, errorCode });
      return emit('payment_failed', { transaction, ...about(invoice) });
    },
    payInvoice: (id, amount = find(id).amount_due) => {
      const transaction = settle(state, find(id), amount);
      return emit('payment_succeeded', { transaction, ...about(find(id)) });
    },
    payInvoiceSilently: (id) => void settle(state, find(id), find(id).amount_due),
    refundInvoice: (id) => {
      const transaction = refund(state, find(id));
      return emit('payment_refunded', { transaction, ...about(find(id)) });
    },
    voidInvoice: (id) => changed(id, { status: 'voided' }),
    writeOff: (id) => changed(id, { status: 'paid', write_off_amount: find(id).amount_due, amount_due: 0 }),
    deleteInvoice: (id) => {
      const content = about(find(id));
      delete state.invoices[id];
      return emit('invoice_deleted', content);
    },
    cancelSubscription: (id, reason) =>
      emit('subscription_cancelled', { subscription: { id, status: 'cancelled', cancel_reason: reason } }),
  };
}

function createCustomer(state: ChargebeeState, input: NewCustomer): ChargebeeCustomer {
  const { whatsappPhone, marketingConsent, locale, country } = input;
  const customer: ChargebeeCustomer = {
    id: input.id ?? randomId('', 16),
    first_name: input.firstName ?? 'Maria',
    last_name: 'Silva',
    email: 'maria@example.com',
    deleted: false,
    object: 'customer',
    ...(locale && { locale }),
    meta_data: {
      ...(whatsappPhone && { whatsapp_phone: whatsappPhone }),
      ...(marketingConsent && { whatsapp_marketing_consent: 'yes' }),
    },
    ...(country && { billing_address: { country } }),
  };
  state.customers[customer.id] = customer;
  return customer;
}

function createInvoice({ state, now }: ChargebeeBooks, input: NewInvoice): ChargebeeInvoice {
  const { customer, amount = 1999, currency = 'USD', subscription = randomId('', 16) } = input;
  const invoice: ChargebeeInvoice = {
    id: input.id ?? `SIM-${String(Object.keys(state.invoices).length + 1).padStart(4, '0')}`,
    customer_id: customer,
    subscription_id: subscription,
    recurring: true,
    status: 'posted',
    date: Math.floor(now().getTime() / 1000),
    total: amount,
    amount_paid: 0,
    amount_due: amount,
    amount_to_collect: amount,
    write_off_amount: 0,
    currency_code: currency,
    deleted: false,
    object: 'invoice',
    line_items: [{ subscription_id: subscription }],
    linked_payments: [],
  };
  state.invoices[invoice.id] = invoice;
  return invoice;
}

interface Charge {
  readonly amount: number;
  readonly errorCode?: string;
}

function charge(
  state: ChargebeeState,
  invoice: ChargebeeInvoice,
  { amount, errorCode }: Charge,
): ChargebeeTransaction {
  const status = errorCode ? 'failure' : 'success';
  const id = randomId('txn_', 16);
  const transaction: ChargebeeTransaction = {
    id,
    type: 'payment',
    status,
    amount,
    ...(errorCode && { error_code: errorCode }),
    linked_invoices: [{ invoice_id: invoice.id }],
    object: 'transaction',
  };
  state.transactions[id] = transaction;
  invoice.linked_payments.push({ txn_id: id, txn_status: status, txn_amount: amount });
  return transaction;
}

function settle(state: ChargebeeState, invoice: ChargebeeInvoice, amount: number): ChargebeeTransaction {
  const transaction = charge(state, invoice, { amount });
  invoice.amount_paid += amount;
  invoice.amount_due -= amount;
  invoice.amount_to_collect = invoice.amount_due;
  if (invoice.amount_due === 0) Object.assign(invoice, { status: 'paid', dunning_status: 'success' });
  return transaction;
}

function refund(state: ChargebeeState, { linked_payments }: ChargebeeInvoice): ChargebeeTransaction {
  const paid = linked_payments.findLast(({ txn_status }) => txn_status === 'success');
  if (!paid) throw new Error('nothing was paid, so nothing can be given back');
  const transaction: ChargebeeTransaction = {
    id: randomId('txn_', 16),
    type: 'refund',
    status: 'success',
    amount: paid.txn_amount,
    reference_transaction_id: paid.txn_id,
    linked_invoices: [],
    object: 'transaction',
  };
  state.transactions[transaction.id] = transaction;
  return transaction;
}
