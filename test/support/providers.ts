import { randomUUID } from 'node:crypto';
import { ServiceError, type Client } from '@temporalio/client';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import type { recoverPayment } from '../../src/workflows/index.ts';
import {
  startRapiwaSimulator,
  startSmtpSimulator,
  startStripeSimulator,
  type MessageRecord,
  type NewCustomer,
  type NewInvoice,
  type RapiwaSimulator,
  type SmtpSimulator,
  type StripeInvoice,
  type StripeSimulator,
} from '../simulators/index.ts';
import { eventually } from './eventually.ts';

const BUSINESS_NAME = 'Harbour Yoga';

/** Another Stripe and another Rapiwa, which live in the test process and so outlive every crash of the service. */
export interface Providers {
  readonly stripe: StripeSimulator;
  readonly rapiwa: RapiwaSimulator;
  /** The service knows it only where it was asked for. */
  readonly smtp: SmtpSimulator;
  /** What makes the service use them. */
  readonly env: Readonly<Record<string, string>>;
  /** An open invoice of a customer of its own; nothing has failed yet. */
  anInvoice(invoice?: Partial<NewInvoice>): Debtor;
  /** The same, of a customer with a mailbox and no phone number. */
  anInvoiceByMail(): MailDebtor;
  close(): Promise<void>;
}

/** A message that its provider was asked to carry. */
export type Carried = Pick<MessageRecord, 'at' | 'text'>;

/** One invoice, and what its customer received. */
export interface AnyDebtor {
  readonly invoiceId: string;
  readonly customerId: string;
  /** Stripe's page on which it is paid. */
  readonly payUrl: string;
  /** Every request to send to this customer, in order. */
  messages(): readonly Carried[];
  /** What each of them asks or says, e.g. `['first_notice', 'confirmation']`. */
  received(): string[];
  /** Waits until so many were requested. */
  untilMessages(count: number, timeoutMs?: number): Promise<readonly Carried[]>;
}

export interface Debtor extends AnyDebtor {
  /** Of their WhatsApp, digits only. */
  readonly number: string;
}

export interface MailDebtor extends AnyDebtor {
  readonly address: string;
}

/** @param options with `hasMail` the service is to send mail too */
export async function startProviders({ hasMail = false } = {}): Promise<Providers> {
  const [apiKey, webhookSecret] = [`device-${randomUUID()}`, `whsec_${randomUUID()}`];
  const secretKey = `sk_test_${randomUUID()}`;
  const rapiwa = await startRapiwaSimulator({ apiKey });
  const smtp = await startSmtpSimulator();
  const stripe = await startStripeSimulator({ secretKey, webhookSecret });
  let customers = 0;
  const invoiceOf = (contact: Partial<NewCustomer>, invoice: Partial<NewInvoice> = {}) => {
    const customer = stripe.createCustomer({ name: 'Maria Silva', ...contact });
    return stripe.createInvoice({ customer: customer.id, amount: 1999, currency: 'usd', ...invoice });
  };
  return {
    stripe,
    rapiwa,
    smtp,
    env: {
      BUSINESS_NAME,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: stripe.url,
      RAPIWA_API_KEY: apiKey,
      RAPIWA_BASE_URL: rapiwa.url,
      ...(hasMail && { SMTP_URL: smtp.url, EMAIL_FROM: 'billing@harbour-yoga.example' }),
    },
    anInvoice: (invoice) => {
      customers += 1;
      const number = `1415555${3000 + customers}`;
      const messages = () => rapiwa.messages.filter((message) => message.number === number);
      return { ...debtor(invoiceOf({ whatsappPhone: `+${number}` }, invoice), messages), number };
    },
    anInvoiceByMail: () => {
      customers += 1;
      const address = `maria.${customers}@customer.example`;
      const messages = () => smtp.mails.filter(({ to }) => to === address);
      return { ...debtor(invoiceOf({ email: address }), messages), address };
    },
    close: async () => {
      await stripe.close();
      await rapiwa.close();
      await smtp.close();
    },
  };
}

function debtor(invoice: StripeInvoice, messages: () => readonly Carried[]): AnyDebtor {
  return {
    invoiceId: invoice.id,
    customerId: invoice.customer,
    payUrl: invoice.hosted_invoice_url!,
    messages,
    received: () => messages().map(({ text }) => meaningOf(text)),
    untilMessages: (count, timeoutMs = 60_000) =>
      eventually(
        `${count} messages about ${invoice.id}`,
        () => {
          const sent = messages();
          return sent.length >= count ? sent : null;
        },
        timeoutMs,
      ),
  };
}

const MEANINGS: readonly (readonly [meaning: string, sign: RegExp])[] = [
  ['confirmation', /your payment has arrived/],
  ['suspension', /access is now paused/],
  ['final_notice', /our final notice/],
  ['second_notice', /your access ends on/],
  ['first_notice', /Your account is still active/],
];

/** What a message is about, told by its text alone, as its reader tells it. */
export function meaningOf(text: string): string {
  return MEANINGS.find(([, sign]) => sign.test(text))?.[0] ?? text;
}

/** The workflow of an invoice, as anybody with a Temporal client finds it. */
export function recoveryOf(temporal: Client, invoiceId: string) {
  const id = recoveryWorkflowId({ source: 'stripe', debtId: invoiceId });
  return temporal.workflow.getHandle<typeof recoverPayment>(id);
}

export function statusOf(temporal: Client, invoiceId: string): Promise<RecoveryStatus> {
  return recoveryOf(temporal, invoiceId).query<RecoveryStatus>('recoveryStatus');
}

/**
 * Waits until the workflow's own answer satisfies the test. A query that met no worker in time is asked again, as
 * anybody would; do not wait for days this way, since each look keeps the worker busy.
 */
export function untilStatus(
  temporal: Client,
  invoiceId: string,
  test: (status: RecoveryStatus) => boolean,
): Promise<RecoveryStatus> {
  return eventually(
    `${invoiceId} says what is expected`,
    async () => {
      const status = await statusOf(temporal, invoiceId).catch((error: unknown) => {
        if (error instanceof ServiceError) return null;
        throw error;
      });
      return status && test(status) ? status : null;
    },
    40_000,
  );
}
