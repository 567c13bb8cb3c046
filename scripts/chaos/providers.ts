import {
  startRapiwaSimulator,
  startStripeSimulator,
  type MessageRecord,
  type RapiwaAnswer,
  type RapiwaSimulator,
  type StripeSimulator,
} from '../../test/simulators/index.ts';
import { meaningOf } from '../../test/support/providers.ts';
import type { Random } from './random.ts';
import type { SendRequest } from './verdict.ts';

/** Stripe and Rapiwa as they are on a bad day; they live here, so they survive every crash of the service. */
export interface Providers {
  readonly stripe: StripeSimulator;
  readonly env: Readonly<Record<string, string>>;
  /** An invoice of a customer of its own, who has a number of its own. */
  anInvoice(): string;
  /** The next request to send meets this while its answer is held open. */
  ambush(strike: () => void): void;
  isAmbushed(): boolean;
  /** Every request to send so far. */
  requests(): readonly SendRequest[];
  close(): Promise<void>;
}

const RAPIWA_TIMEOUT_MS = 1_500;
/** How long an ambushed request is held open after the strike. */
const HELD_MS = 100;

export async function startProviders(random: Random): Promise<Providers> {
  const [apiKey, secretKey, webhookSecret] = ['chaos-device-key', 'sk_test_chaos', 'whsec_chaos'];
  let strike: (() => void) | null = null;
  const answerFor = (): RapiwaAnswer => {
    if (!strike) return badDay(random);
    strike();
    strike = null;
    setTimeout(() => rapiwa.release(), HELD_MS);
    return 'held';
  };
  const rapiwa: RapiwaSimulator = await startRapiwaSimulator({ apiKey, answerFor });
  const stripe = await startStripeSimulator({ secretKey, webhookSecret });
  const debtOf = new Map<string, string>();
  return {
    stripe,
    env: {
      BUSINESS_NAME: 'Harbour Yoga',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: stripe.url,
      RAPIWA_API_KEY: apiKey,
      RAPIWA_BASE_URL: rapiwa.url,
      RAPIWA_TIMEOUT_MS: String(RAPIWA_TIMEOUT_MS),
    },
    anInvoice: () => newDebt(stripe, debtOf),
    ambush: (next) => void (strike = next),
    isAmbushed: () => strike !== null,
    requests: () => rapiwa.messages.map((message) => toRequest(message, debtOf)),
    close: async () => {
      await stripe.close();
      await rapiwa.close();
    },
  };
}

function newDebt(stripe: StripeSimulator, debtOf: Map<string, string>): string {
  const number = `1415${5_550_000 + debtOf.size}`;
  const { id: customer } = stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: `+${number}` });
  const { id } = stripe.createInvoice({ customer, amount: 1999, currency: 'usd' });
  debtOf.set(number, id);
  return id;
}

function toRequest(
  { number, text, at, accepted, answer }: MessageRecord,
  debtOf: Map<string, string>,
): SendRequest {
  return {
    debtId: debtOf.get(number) ?? number,
    step: meaningOf(text),
    at: Date.parse(at),
    accepted,
    refused: answer === 'rate_limited',
  };
}

/** 10 % time-outs after accepting, 10 % 500, 5 % 429. */
function badDay(random: Random): RapiwaAnswer {
  const dice = random.next();
  if (dice < 0.1) return 'timeout_after_accept';
  if (dice < 0.2) return 'server_error';
  return dice < 0.25 ? 'rate_limited' : 'api';
}
