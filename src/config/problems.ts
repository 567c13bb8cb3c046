import { begunSources, halfSources, missingProviders } from './source-variables.ts';
import { isLiveKey } from './stripe-key.ts';
import { parseTimeSpan } from './time-span.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Problems between variables: what one of them asks of another. */
export function findProblems(env: Env): string[] {
  return [
    ...missing(env),
    ...sources(env),
    ...pairs(env),
    ...baseWithoutKey(env),
    ...contradictions(env),
    ...notBuilt(env),
  ];
}

/** Problems only of a process that sends. Of a source that was begun, what is missing is found above. */
export function findWorkerProblems(env: Env): string[] {
  return missingProviders({
    source: begunSources((name) => isSet(env, name)).length > 0,
    rapiwa: isSet(env, 'RAPIWA_API_KEY'),
  });
}

const REQUIRED = {
  BUSINESS_NAME: 'is missing: every message names the business',
  DATABASE_URL: 'is missing: give a Postgres URL, or run `npm start`, which brings its own',
  TEMPORAL_ADDRESS: 'is missing: give host:port, or run `npm start`, which brings its own',
} as const;

/** `NAME=` counts as unset. */
function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}

function missing(env: Env): string[] {
  return Object.entries(REQUIRED)
    .filter(([name]) => !isSet(env, name))
    .map(([name, why]) => `${name} ${why}`);
}

function sources(env: Env): string[] {
  return halfSources((name) => isSet(env, name)).flatMap(({ present, missing: absent }) =>
    absent.map((name) => `${name} is missing: ${present[0]} is set, and one is useless without the other`),
  );
}

const PAIRS = [
  ['SMTP_URL', 'EMAIL_FROM'],
  ['CRM_WEBHOOK_URL', 'CRM_WEBHOOK_SECRET'],
  ['EVENTS_WEBHOOK_URL', 'EVENTS_WEBHOOK_SECRET'],
] as const;

function pairs(env: Env): string[] {
  return PAIRS.flatMap(([one, other]) => {
    if (isSet(env, one) && !isSet(env, other))
      return [`${other} is missing: ${one} is set, and one is useless without the other`];
    if (isSet(env, other) && !isSet(env, one))
      return [`${one} is missing: ${other} is set, and one is useless without the other`];
    return [];
  });
}

function baseWithoutKey(env: Env): string[] {
  if (!isSet(env, 'HUBSPOT_BASE_URL') || isSet(env, 'HUBSPOT_TOKEN')) return [];
  return ['HUBSPOT_TOKEN is missing: HUBSPOT_BASE_URL is set, and is useless without it'];
}

/** Keys that say they are for real money; PayPal's do not, its address does. */
const LIVE_KEYS = [
  ['STRIPE_SECRET_KEY', 'Stripe', isLiveKey],
  ['PADDLE_API_KEY', 'Paddle', (key: string) => key.startsWith('pdl_live_')],
  ['CHARGEBEE_API_KEY', 'Chargebee', (key: string) => key.startsWith('live_')],
] as const;

function contradictions(env: Env): string[] {
  const dayMs = parseTimeSpan(env['DAY_LENGTH'] || '24h');
  const live = LIVE_KEYS.find(([name, , isLive]) => isLive(env[name] ?? ''))?.[1] ?? livePaypal(env);
  if (!live || dayMs === null || dayMs === 86_400_000) return [];
  return [
    `DAY_LENGTH must be 24h with a live ${live} key: real customers would get two weeks of messages at once`,
  ];
}

function livePaypal(env: Env): string | null {
  const base = env['PAYPAL_API_BASE'] ?? '';
  const isLive = base.trim() === '' || /^https:\/\/api(-m)?\.paypal\.com/.test(base);
  return isSet(env, 'PAYPAL_CLIENT_ID') && isLive ? 'PayPal' : null;
}

/** Accepted in silence they would promise what nobody does: encrypted histories, customers who are left alone. */
function notBuilt(env: Env): string[] {
  const holdout = (env['HOLDOUT_PERCENT'] ?? '').trim();
  return [
    ...(isSet(env, 'CODEC_KEYS')
      ? ['CODEC_KEYS is not built yet, and nothing would be encrypted: unset it']
      : []),
    ...(holdout !== '' && Number(holdout) !== 0
      ? ['HOLDOUT_PERCENT is not built yet, and nobody would be held out: unset it']
      : []),
  ];
}
