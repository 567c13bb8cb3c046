import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseObject, problem, readText, send, urlOf, type Answer } from '../http/exchange.ts';
import type { RequestHandler } from '../http/serve.ts';
import { RAPIWA_ANSWERS } from '../rapiwa/answers.ts';
import type { MountableRapiwa } from '../rapiwa/rapiwa-simulator.ts';
import type { MountableSlack } from '../slack/slack-simulator.ts';
import type { SmtpSimulator } from '../smtp/smtp-simulator.ts';
import type { MountableStripe } from '../stripe/stripe-simulator.ts';
import { failPayment } from './fail-payment.ts';
import { moneyText } from './money-text.ts';
import type { RecoveryReader } from './recovery-reader.ts';
import type { SandboxSettings } from './settings.ts';
import { deviceView, setDevice, type DeviceView } from './device.ts';
import { inboxesView, type InboxesView } from './inboxes-view.ts';
import { failedInvoices, sandboxView, type SandboxView } from './view.ts';

export interface ControlDeps {
  settings: SandboxSettings;
  stripe: MountableStripe;
  rapiwa: MountableRapiwa;
  slack: MountableSlack;
  /** Null: no mail server. */
  mailbox: Pick<SmtpSimulator, 'mails'> | null;
  reader: RecoveryReader;
}

/** All that the page shows. */
export type SandboxPage = SandboxView & InboxesView & { device: DeviceView };

type Fields = Readonly<Record<string, unknown>>;
type Verb = (deps: ControlDeps, fields: Fields) => Answer | Promise<Answer>;

/** What the page and outside scripts may ask of the sandbox; each POST takes and answers JSON. */
const VERBS: Readonly<Record<string, Verb>> = {
  'GET /sandbox/state': readState,
  'GET /sandbox/invoice': readInvoice,
  'GET /sandbox/log': ({ stripe, rapiwa }) => ({
    status: 200,
    body: { requests: stripe.requests, deliveries: stripe.deliveries, messages: rapiwa.messages },
  }),
  'POST /sandbox/fail': fail,
  'POST /sandbox/pay': pay,
  'POST /sandbox/reply': reply,
  'POST /sandbox/answer': setAnswer,
  'POST /sandbox/device': setDevice,
  'POST /sandbox/release': ({ rapiwa }) => ({ status: 200, body: { released: rapiwa.release() } }),
};

export function createControl(deps: ControlDeps): RequestHandler {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const text = await readText(request);
    const verb = VERBS[`${request.method} ${urlOf(request).pathname}`];
    send(response, verb ? await run(verb, deps, { request, text }) : problem(404, 'no such command'));
  };
}

async function run(
  verb: Verb,
  deps: ControlDeps,
  input: { request: IncomingMessage; text: string },
): Promise<Answer> {
  if (input.request.method === 'GET')
    return verb(deps, Object.fromEntries(urlOf(input.request).searchParams));
  // A page of another origin cannot send this type without asking first, and is never allowed to.
  const isJson = input.request.headers['content-type']?.startsWith('application/json');
  const fields = isJson ? parseObject(input.text || '{}') : null;
  if (fields === null) return problem(415, 'send a JSON object with content-type application/json');
  return verb(deps, fields);
}

const READING_PATIENCE_MS = 400;
const RECOVERIES_SHOWN = 30;

async function readState({ settings, stripe, rapiwa, slack, mailbox, reader }: ControlDeps): Promise<Answer> {
  const state = { stripe: stripe.state, rapiwa: rapiwa.state };
  const shown = failedInvoices(state).slice(0, RECOVERIES_SHOWN);
  const readings = await reader.read(
    shown.map(({ id }) => id),
    READING_PATIENCE_MS,
  );
  const view = sandboxView({ settings, state, readings, now: new Date() });
  const inboxes = inboxesView({ posts: slack.posts, mails: mailbox?.mails ?? [] });
  return {
    status: 200,
    body: {
      ...view,
      ...inboxes,
      device: deviceView(rapiwa, settings),
      recoveries: view.recoveries.slice(0, RECOVERIES_SHOWN),
    },
  };
}

function readInvoice({ settings, stripe }: ControlDeps, { id }: Fields): Answer {
  const invoice = typeof id === 'string' ? stripe.state.invoices[id] : undefined;
  if (!invoice) return problem(404, 'no such invoice');
  const { number, status, customer_name: customer } = invoice;
  const amount = moneyText(
    status === 'paid' ? invoice.amount_paid : invoice.amount_remaining,
    invoice.currency,
  );
  return { status: 200, body: { business: settings.businessName, number, status, customer, amount } };
}

function fail({ stripe }: ControlDeps, { sample }: Fields): Answer {
  const invoice = failPayment(stripe, typeof sample === 'string' ? sample : null);
  if (invoice === null) return problem(400, 'no such sample');
  return { status: 200, body: { invoice: invoice.id, customer: invoice.customer } };
}

function pay({ stripe }: ControlDeps, { invoice: id }: Fields): Answer {
  const invoice = typeof id === 'string' ? stripe.state.invoices[id] : undefined;
  if (!invoice) return problem(404, 'no such invoice');
  if (invoice.status !== 'open') return problem(409, `the invoice is ${invoice.status}`);
  stripe.payInvoice(invoice.id);
  return { status: 200, body: { invoice: invoice.id, status: 'paid' } };
}

function reply({ stripe, rapiwa }: ControlDeps, { customer: id, text }: Fields): Answer {
  const customer = typeof id === 'string' ? stripe.state.customers[id] : undefined;
  if (!customer || 'deleted' in customer) return problem(404, 'no such customer');
  if (typeof text !== 'string' || text.trim() === '' || text.length > 1000)
    return problem(400, 'text is missing');
  const from = customer.metadata['whatsapp_phone'] ?? customer.phone ?? '';
  void rapiwa.emitReply({ from, text: text.trim(), ...(customer.name !== null && { name: customer.name }) });
  return { status: 200, body: { sent: true } };
}

function setAnswer({ rapiwa }: ControlDeps, { kind, times }: Fields): Answer {
  const answer = RAPIWA_ANSWERS.find((candidate) => candidate === kind);
  if (!answer) return problem(400, `kind must be one of ${RAPIWA_ANSWERS.join(', ')}`);
  rapiwa.setAnswer(answer, typeof times === 'number' ? { times } : {});
  return { status: 200, body: { kind: answer } };
}
