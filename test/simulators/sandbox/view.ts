import type { RecoveryStatus } from '../../../src/domain/recovery-status.ts';
import { digitsOf } from '../rapiwa/device.ts';
import type { RapiwaState } from '../rapiwa/state.ts';
import type { StripeCustomer, StripeInvoice } from '../stripe/resources.ts';
import { moneyText } from './money-text.ts';
import { latestStatus, recoveryWorkflowId, type RecoveryReading } from './recovery-reader.ts';
import { SAMPLES } from './samples.ts';
import type { SandboxSettings } from './settings.ts';
import type { SandboxState } from './state-file.ts';

export type StepState =
  'planned' | 'next' | 'skipped' | 'not_needed' | RecoveryStatus['deliveries'][number]['state'];

export interface StepView {
  id: string;
  day: number;
  state: StepState;
}

export interface RecoveryView {
  invoice: string;
  number: string | null;
  customer: string;
  customerName: string;
  amount: string;
  invoiceStatus: StripeInvoice['status'];
  reading: RecoveryReading['kind'];
  problem: string | null;
  outcome: string | null;
  hold: string | null;
  access: string;
  currentStep: string | null;
  nextStepAt: string | null;
  steps: StepView[];
  /** Where the Temporal Web UI shows the sequence. */
  temporalUrl: string | null;
}

export interface ChatLine {
  id: string;
  at: string;
  /** Whole days since the first failure, on the scaled calendar. */
  day: number | null;
  from: 'business' | 'customer';
  text: string;
  receipt: string | null;
}

export interface CustomerView {
  id: string;
  name: string;
  phone: string;
  chat: ChatLine[];
}

export interface SandboxView {
  now: string;
  business: string;
  dayLengthMs: number;
  serverUrl: string;
  temporalUiUrl: string | null;
  webhooksWaiting: number;
  samples: { key: string; label: string }[];
  recoveries: RecoveryView[];
  customers: CustomerView[];
}

interface ViewInput {
  settings: SandboxSettings;
  state: SandboxState;
  readings: ReadonlyMap<string, RecoveryReading>;
  now: Date;
}

/** Invoices with a failed payment, the newest first. */
export function failedInvoices(state: SandboxState): StripeInvoice[] {
  return Object.values(state.stripe.invoices)
    .filter((invoice) => invoice.attempt_count > 0)
    .reverse();
}

/** Recoveries, and the phones of their customers. */
export function sandboxView({ settings, state, readings, now }: ViewInput): SandboxView {
  const recoveries = failedInvoices(state).map((invoice) => {
    const reading = readings.get(invoice.id) ?? { kind: 'unread' };
    return { view: recoveryView(invoice, reading, settings), start: startOf(invoice, reading) };
  });
  const customers = Object.values(state.stripe.customers).filter(
    (customer): customer is StripeCustomer => !('deleted' in customer),
  );
  return {
    now: now.toISOString(),
    business: settings.businessName,
    dayLengthMs: settings.dayLengthMs,
    serverUrl: settings.serverUrl,
    temporalUiUrl: settings.temporalUiUrl,
    webhooksWaiting: state.stripe.undelivered.length,
    samples: SAMPLES.map(({ key, customer, amount, currency }) => ({
      key,
      label: `${customer.name}, ${moneyText(amount, currency)}`,
    })),
    recoveries: recoveries.map(({ view }) => view),
    customers: customers.map((customer) => {
      const starts = recoveries.filter(({ view }) => view.customer === customer.id).map(({ start }) => start);
      return customerView(customer, state.rapiwa, (at) => dayOf(at, starts, settings.dayLengthMs));
    }),
  };
}

function recoveryView(
  invoice: StripeInvoice,
  reading: RecoveryReading,
  settings: SandboxSettings,
): RecoveryView {
  const status = latestStatus(reading);
  return {
    invoice: invoice.id,
    number: invoice.number,
    customer: invoice.customer,
    customerName: invoice.customer_name ?? invoice.customer,
    amount: moneyText(
      invoice.status === 'paid' ? invoice.amount_paid : invoice.amount_remaining,
      invoice.currency,
    ),
    invoiceStatus: invoice.status,
    reading: reading.kind,
    problem: reading.kind === 'unreachable' ? reading.problem : null,
    outcome: status?.outcome ?? (reading.kind === 'stopped' ? 'cancelled' : null),
    hold: status?.hold ?? null,
    access: status?.access ?? 'active',
    currentStep: status?.currentStep ?? null,
    nextStepAt: status?.nextStepAt ?? null,
    steps: status ? stepViews(status, settings.dayLengthMs) : STANDARD_DAYS.map(plannedStep),
    temporalUrl: temporalUrl(settings, invoice.id),
  };
}

/** Shown until the workflow tells its own plan. */
const STANDARD_DAYS: readonly [id: string, day: number][] = [
  ['first_notice', 0],
  ['second_notice', 3],
  ['final_notice', 7],
  ['suspension', 14],
];

function plannedStep([id, day]: readonly [string, number]): StepView {
  return { id, day, state: 'planned' };
}

function stepViews(status: RecoveryStatus, dayLengthMs: number): StepView[] {
  const start = Date.parse(status.plan[0]?.dueAt ?? '');
  const current = status.plan.findIndex(({ step }) => step === status.currentStep);
  return status.plan.map(({ step, dueAt }, index) => ({
    id: step,
    day: Math.round((Date.parse(dueAt) - start) / dayLengthMs),
    state: stepState(status, step, current === -1 ? 'past' : position(index, current)),
  }));
}

type Position = 'past' | 'current' | 'future';

function position(index: number, current: number): Position {
  if (index === current) return 'current';
  return index < current ? 'past' : 'future';
}

function stepState(status: RecoveryStatus, step: string, place: Position): StepState {
  const delivery = status.deliveries.filter((candidate) => candidate.step === step).at(-1);
  if (delivery) return delivery.state;
  if (place === 'past') return 'skipped';
  if (status.outcome !== null) return 'not_needed';
  return place === 'current' ? 'next' : 'planned';
}

function temporalUrl(settings: SandboxSettings, invoiceId: string): string | null {
  if (settings.temporalUiUrl === null) return null;
  const id = encodeURIComponent(recoveryWorkflowId(invoiceId));
  return `${settings.temporalUiUrl}/namespaces/${settings.temporalNamespace}/workflows/${id}`;
}

function startOf(invoice: StripeInvoice, reading: RecoveryReading): number {
  const planned = latestStatus(reading)?.plan[0]?.dueAt;
  return planned === undefined ? invoice.created * 1000 : Date.parse(planned);
}

function dayOf(at: string, starts: readonly number[], dayLengthMs: number): number | null {
  const latestStart = Math.max(...starts.filter((start) => start <= Date.parse(at)));
  return Number.isFinite(latestStart) ? Math.floor((Date.parse(at) - latestStart) / dayLengthMs) : null;
}

function customerView(
  customer: StripeCustomer,
  rapiwa: RapiwaState,
  day: (at: string) => number | null,
): CustomerView {
  const phone = customer.metadata['whatsapp_phone'] ?? customer.phone ?? '';
  const digits = digitsOf(phone);
  const received = rapiwa.messages
    .filter((message) => message.accepted && message.number === digits)
    .map(({ messageId, at, text, receipt }) => ({
      id: messageId ?? at,
      at,
      text,
      receipt,
      from: 'business' as const,
    }));
  const written = rapiwa.replies
    .filter((reply) => reply.from === digits)
    .map(({ messageId, at, text }) => ({
      id: messageId,
      at,
      text,
      receipt: null,
      from: 'customer' as const,
    }));
  const chat = [...received, ...written].sort((left, right) => left.at.localeCompare(right.at));
  return {
    id: customer.id,
    name: customer.name ?? customer.id,
    phone,
    chat: chat.map((line) => ({ ...line, day: day(line.at) })),
  };
}
