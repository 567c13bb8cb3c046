import { send, urlOf } from '../http/exchange.ts';
import { serve, type RequestHandler } from '../http/serve.ts';
import { createRapiwaSimulator, type MountableRapiwa } from '../rapiwa/rapiwa-simulator.ts';
import { createSlackSimulator, type MountableSlack } from '../slack/slack-simulator.ts';
import { startSmtpSimulator } from '../smtp/smtp-simulator.ts';
import { createStripeSimulator, type MountableStripe } from '../stripe/stripe-simulator.ts';
import { createControl } from './control.ts';
import { createPages } from './pages.ts';
import { createRecoveryReader } from './recovery-reader.ts';
import type { SandboxSettings } from './settings.ts';
import { openStateFile } from './state-file.ts';

export interface Sandbox {
  url: string;
  stripe: MountableStripe;
  rapiwa: MountableRapiwa;
  close(): Promise<void>;
}

/** Simulated Stripe, Rapiwa, Slack and mail server, the page and its control API on one loopback server. */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  // The providers hand out links to this very server, so it has to listen before they exist.
  let route: RequestHandler = async (request, response) => {
    request.resume();
    send(response, { status: 503, body: { error: 'the sandbox is starting' } });
  };
  const server = await serve((request, response) => route(request, response), settings.port);
  const providers = createProviders(settings, server.url);
  const mailbox = settings.smtpPort === null ? null : await startSmtpSimulator({ port: settings.smtpPort });
  const reader = createRecoveryReader({
    address: settings.temporalAddress,
    namespace: settings.temporalNamespace,
  });
  route = createRouter({ ...providers, control: createControl({ settings, ...providers, mailbox, reader }) });
  return {
    url: server.url,
    ...providers,
    async close() {
      await server.close();
      await Promise.all([
        providers.stripe.close(),
        providers.rapiwa.close(),
        mailbox?.close(),
        reader.close(),
      ]);
    },
  };
}

interface Providers {
  stripe: MountableStripe;
  rapiwa: MountableRapiwa;
  slack: MountableSlack;
}

const RECEIPT_STEP_MS = 900;

function createProviders(settings: SandboxSettings, url: string): Providers {
  const file = openStateFile(settings.stateFile);
  const state = file.load();
  const hostedInvoiceBase = `${url}/invoice/`;
  // The port may be another one than last time.
  for (const invoice of Object.values(state.stripe.invoices)) {
    invoice.hosted_invoice_url = hostedInvoiceBase + invoice.id;
  }
  const onChange = (): void => file.save(state);
  const stripe = createStripeSimulator({
    secretKey: settings.stripeSecretKey,
    webhookSecret: settings.stripeWebhookSecrets,
    webhookUrl: `${settings.serverUrl}/webhooks/stripe`,
    backoff: { firstMs: 200, maxMs: 2000 },
    hostedInvoiceBase,
    state: state.stripe,
    onChange,
  });
  const rapiwa = createRapiwaSimulator({
    apiKey: settings.rapiwaApiKey,
    hookUrl:
      settings.rapiwaWebhookToken && `${settings.serverUrl}/webhooks/rapiwa/${settings.rapiwaWebhookToken}`,
    automaticReceipts: { stepMs: RECEIPT_STEP_MS },
    state: state.rapiwa,
    onChange,
  });
  return { stripe, rapiwa, slack: createSlackSimulator() };
}

function createRouter({
  stripe,
  rapiwa,
  slack,
  control,
}: Providers & { control: RequestHandler }): RequestHandler {
  const pages = createPages();
  return (request, response) => {
    const { pathname } = urlOf(request);
    if (pathname.startsWith('/v1/')) return stripe.handle(request, response);
    if (pathname.startsWith('/api/')) return rapiwa.handle(request, response);
    if (pathname.startsWith('/services/')) return slack.handle(request, response);
    if (pathname.startsWith('/sandbox/')) return control(request, response);
    return pages(request, response);
  };
}
