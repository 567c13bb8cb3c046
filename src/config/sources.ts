import { isLiveKey } from './stripe-key.ts';
import type { Variables } from './variables.ts';

export interface StripeConfig {
  readonly secretKey: string;
  /** Several while one is being replaced. */
  readonly webhookSecrets: readonly string[];
  readonly apiBase: URL | null;
  /** What the key is for; events of the other mode are ignored. */
  readonly mode: 'live' | 'test';
}

export interface PayPalConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Ids of our webhook at PayPal, which its signatures cover; several while one is being replaced. */
  readonly webhookIds: readonly string[];
  /** Null: api-m.paypal.com. */
  readonly apiBase: URL | null;
  /** The business's page on which a payer settles what is owed, with `{subscription_id}`; null: PayPal's own. */
  readonly payUrl: string | null;
}

export interface PaddleConfig {
  readonly apiKey: string;
  /** Of the notification destination; several while one is being replaced. */
  readonly webhookSecrets: readonly string[];
  /** Null: Paddle's own for this key, live or sandbox. */
  readonly apiBase: URL | null;
}

export interface ChargebeeConfig {
  /** The name before `.chargebee.com`. */
  readonly site: string;
  readonly apiKey: string;
  readonly webhookUsername: string;
  /** Several while one is being replaced. */
  readonly webhookPasswords: readonly string[];
  /** Null: https://<site>.chargebee.com. */
  readonly apiBase: URL | null;
}

export interface GenericConfig {
  /** Several while one is being replaced. */
  readonly webhookSecrets: readonly string[];
  /** Where a debt is read, with `{debt_id}`; null: what the events said is all there is. */
  readonly readUrl: string | null;
}

/** Who sends webhooks; null: not this one. */
export interface SourcesConfig {
  readonly stripe: StripeConfig | null;
  readonly paypal: PayPalConfig | null;
  readonly paddle: PaddleConfig | null;
  readonly chargebee: ChargebeeConfig | null;
  readonly generic: GenericConfig | null;
}

/** Of variables that were found whole: a source's variables are all set, or none is (`source-variables.ts`). */
export function readSources(read: Variables): SourcesConfig {
  return {
    stripe: stripeConfig(read),
    paypal: paypalConfig(read),
    paddle: paddleConfig(read),
    chargebee: chargebeeConfig(read),
    generic: genericConfig(read),
  };
}

/** `a, b` while a secret is being replaced. */
function several(list: string): readonly string[] {
  return list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

function stripeConfig(read: Variables): StripeConfig | null {
  if (!read.STRIPE_SECRET_KEY || !read.STRIPE_WEBHOOK_SECRET) return null;
  return {
    secretKey: read.STRIPE_SECRET_KEY,
    webhookSecrets: several(read.STRIPE_WEBHOOK_SECRET),
    apiBase: read.STRIPE_API_BASE ?? null,
    mode: isLiveKey(read.STRIPE_SECRET_KEY) ? 'live' : 'test',
  };
}

function paypalConfig(read: Variables): PayPalConfig | null {
  if (!read.PAYPAL_CLIENT_ID || !read.PAYPAL_CLIENT_SECRET || !read.PAYPAL_WEBHOOK_ID) return null;
  return {
    clientId: read.PAYPAL_CLIENT_ID,
    clientSecret: read.PAYPAL_CLIENT_SECRET,
    webhookIds: several(read.PAYPAL_WEBHOOK_ID),
    apiBase: read.PAYPAL_API_BASE ?? null,
    payUrl: read.PAYPAL_PAY_URL ?? null,
  };
}

function paddleConfig(read: Variables): PaddleConfig | null {
  if (!read.PADDLE_API_KEY || !read.PADDLE_WEBHOOK_SECRET) return null;
  return {
    apiKey: read.PADDLE_API_KEY,
    webhookSecrets: several(read.PADDLE_WEBHOOK_SECRET),
    apiBase: read.PADDLE_API_BASE ?? null,
  };
}

function chargebeeConfig(read: Variables): ChargebeeConfig | null {
  const { CHARGEBEE_WEBHOOK_USERNAME: webhookUsername, CHARGEBEE_WEBHOOK_PASSWORD: passwords } = read;
  if (!read.CHARGEBEE_SITE || !read.CHARGEBEE_API_KEY || !webhookUsername || !passwords) return null;
  return {
    site: read.CHARGEBEE_SITE,
    apiKey: read.CHARGEBEE_API_KEY,
    webhookUsername,
    webhookPasswords: several(passwords),
    apiBase: read.CHARGEBEE_API_BASE ?? null,
  };
}

function genericConfig(read: Variables): GenericConfig | null {
  if (!read.GENERIC_WEBHOOK_SECRET) return null;
  return {
    webhookSecrets: several(read.GENERIC_WEBHOOK_SECRET),
    readUrl: read.GENERIC_READ_URL ?? null,
  };
}
