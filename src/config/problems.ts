import { isLiveKey } from './stripe-key.ts';
import { parseTimeSpan } from './time-span.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Problems between variables: what one of them asks of another. */
export function findProblems(env: Env): string[] {
  return [...missing(env), ...pairs(env), ...contradictions(env)];
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

const PAIRS = [
  ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  ['SMTP_URL', 'EMAIL_FROM'],
  ['CRM_WEBHOOK_URL', 'CRM_WEBHOOK_SECRET'],
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

function contradictions(env: Env): string[] {
  const dayMs = parseTimeSpan(env['DAY_LENGTH'] || '24h');
  const isLive = isLiveKey(env['STRIPE_SECRET_KEY'] ?? '');
  if (!isLive || dayMs === null || dayMs === 86_400_000) return [];
  return [
    'DAY_LENGTH must be 24h with a live Stripe key: real customers would get two weeks of messages at once',
  ];
}
