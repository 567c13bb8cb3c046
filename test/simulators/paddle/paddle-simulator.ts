import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { createRedelivery } from '../http/redelivery.ts';
import { onServer, serve } from '../http/serve.ts';
import type { SimulatedSource } from '../simulated-source.ts';
import { unixSeconds } from '../unix-seconds.ts';
import { createPaddleApi, paddleError, type PaddleApiDeps } from './api.ts';
import { createRenewal, paddleId, type PaddleState, type PaddleTransaction } from './resources.ts';
import { paddleSignature } from './signature.ts';

export interface PaddleSimulatorOptions {
  readonly apiKey: string;
  /** Of the notification destination. */
  readonly webhookSecret: string;
  readonly now?: () => Date;
}

/** A simulated Paddle Billing account: its notifications and the reads of its API. */
export interface PaddleSimulator extends SimulatedSource {
  readonly state: PaddleState;
  /** Every request to the API. */
  readonly requests: PaddleApiDeps['log'];
  setFault(fault: Fault | null): void;
  cancelTransaction(debtId: string): void;
  cancelSubscription(debtId: string): void;
  /** Notifications go nowhere, and are listed as failed. */
  emit(type: string, data: object): void;
}

export async function startPaddleSimulator(options: PaddleSimulatorOptions): Promise<PaddleSimulator> {
  const now = options.now ?? (() => new Date());
  const at = () => now().toISOString();
  const state: PaddleState = {
    transactions: new Map(),
    customers: new Map(),
    subscriptions: new Map(),
    addresses: new Map(),
  };
  const sign = (body: string) => {
    const header = paddleSignature(body, [options.webhookSecret], unixSeconds(now()));
    return { 'paddle-signature': header, 'user-agent': 'Paddle' };
  };
  const redelivery = createRedelivery({ webhookUrl: null, now });
  const undelivered: object[] = [];
  const emit = (type: string, data: object): void => {
    const event = notification(type, data, at());
    const body = JSON.stringify(event);
    if (redelivery.webhookUrl())
      redelivery.enqueue({ eventId: event.event_id, type, sign: () => ({ body, headers: sign(body) }) });
    else undelivered.push({ id: event.notification_id, type, status: 'failed', payload: event });
  };
  const faults = createFaultSwitch(paddleError);
  const requests: PaddleApiDeps['log'] = [];
  const api = createPaddleApi({
    ...{ state, apiKey: options.apiKey, faults, log: requests },
    undelivered: () => undelivered,
  });
  const server = await serve(api);
  return onServer(server, {
    ...behaviour(state, emit, at),
    ...redelivery,
    state,
    requests,
    emit,
    setFault: faults.set,
  });
}

/** The envelope of a notification, with the resource as it is now. */
function notification(event_type: string, data: object, occurred_at: string) {
  const ids = { event_id: paddleId('evt'), notification_id: paddleId('ntf') };
  return { ...ids, event_type, occurred_at, data: structuredClone(data) };
}

type Behaviour = Pick<
  PaddleSimulator,
  'createDebt' | 'failPayment' | 'pay' | 'cancelTransaction' | 'cancelSubscription'
>;

function behaviour(state: PaddleState, emit: PaddleSimulator['emit'], at: () => string): Behaviour {
  const transactionOf = (id: string): PaddleTransaction => {
    const transaction = state.transactions.get(id);
    if (!transaction) throw new Error(`no such transaction in the simulator: ${id}`);
    return transaction;
  };
  return {
    createDebt: (payer) => createRenewal(state, payer, at()).id,
    failPayment: (id) => {
      const transaction = transactionOf(id);
      transaction.payments.unshift(aPayment(transaction, 'error', at()));
      emit('transaction.payment_failed', transaction);
      if (transaction.status === 'past_due') return;
      transaction.status = 'past_due';
      emit('transaction.past_due', transaction);
    },
    pay: (id) => {
      const transaction = transactionOf(id);
      transaction.payments.unshift(aPayment(transaction, 'captured', at()));
      transaction.details.totals['balance'] = '0';
      transaction.status = 'paid';
      emit('transaction.paid', transaction);
      transaction.status = 'completed';
      emit('transaction.completed', transaction);
    },
    cancelTransaction: (id) => {
      const transaction = transactionOf(id);
      transaction.status = 'canceled';
      emit('transaction.canceled', transaction);
    },
    cancelSubscription: (id) => {
      const subscription = state.subscriptions.get(transactionOf(id).subscription_id)!;
      Object.assign(subscription, { status: 'canceled', canceled_at: at() });
      emit('subscription.canceled', subscription);
    },
  };
}

function aPayment({ details }: PaddleTransaction, status: 'error' | 'captured', created_at: string) {
  return {
    payment_attempt_id: paddleId('pay'),
    stored_payment_method_id: paddleId('paymtd'),
    amount: details.totals['grand_total'] ?? '0',
    status,
    error_code: status === 'error' ? 'not_enough_balance' : null,
    method_details: {
      type: 'card',
      card: { type: 'visa', last4: '0002', expiry_month: 1, expiry_year: 2030 },
    },
    created_at,
    captured_at: status === 'captured' ? created_at : null,
  };
}
