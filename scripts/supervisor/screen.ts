import { relative } from 'node:path';
import { realSystems } from '../../src/config/real-systems.ts';
import { begunSources } from '../../src/config/source-variables.ts';
import { isLiveKey } from '../../src/config/stripe-key.ts';
import type { Source } from '../../src/domain/ids.ts';
import type { Places } from './child-environment.ts';
import type { Plan } from './plan.ts';

/** The one screen `npm start` shows when everything runs: where, what is real, where the logs are, how to stop. */
export function screen(plan: Plan, places: Places): string {
  return [
    '',
    plan.sandbox
      ? `recoup runs as a sandbox: no message leaves this machine, and a day lasts ${dayLength(plan)}.`
      : `recoup runs for real. A day lasts ${dayLength(plan)}.`,
    '',
    ...table([
      ['Sandbox', places.sandbox && `${places.sandbox.url}  (make payments fail, read the messages, pay)`],
      ['Temporal UI', places.temporalUiUrl],
      ['Health', `${places.serverUrl}/readyz`],
      ['Webhooks', `POST ${webhookPaths(plan)} at ${hostOf(places.serverUrl)}`],
    ]),
    '',
    ...table([
      ...(plan.sandbox ? [['Stripe', 'simulated'] as [string, string]] : realSources(plan.env)),
      [
        'WhatsApp',
        plan.sandbox ? 'simulated' : realProvider(plan.env['RAPIWA_BASE_URL'], sendMode(plan.env)),
      ],
      [
        'Temporal',
        `${places.temporalAddress}  (${places.temporalUiUrl ? 'development server' : 'your server'})`,
      ],
      [
        'Postgres',
        plan.env['DATABASE_URL'] ? 'yours (DATABASE_URL)' : `real, embedded, ${hostOf(places.databaseUrl)}`,
      ],
      ['Left out', leftOut(plan)],
    ]),
    '',
    ...table([['Logs', `${shownPath(plan)}/logs`]]),
    '  Ctrl-C stops everything; the next npm start goes on where this one stopped.',
    '',
  ].join('\n');
}

function table(rows: [string, string | undefined][]): string[] {
  return rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(13)}${value}`] : []));
}

function dayLength({ env, sandbox }: Plan): string {
  const text = env['DAY_LENGTH']?.trim() || (sandbox ? '10s' : '24h');
  return text.replace(/^([\d.]+)\s*([a-z]+)$/i, '$1 $2');
}

const TITLES = {
  stripe: 'Stripe',
  paypal: 'PayPal',
  paddle: 'Paddle',
  chargebee: 'Chargebee',
  generic: 'Generic',
} satisfies Record<Source, string>;

/** A source that is set at all is set whole, else nothing would have started. */
function configuredSources(env: NodeJS.ProcessEnv): readonly Source[] {
  return begunSources((name) => Boolean(env[name]?.trim()));
}

function webhookPaths({ env, sandbox }: Plan): string {
  const sources = sandbox ? (['stripe'] as const) : configuredSources(env);
  return sources.map((source) => `/webhooks/${source}`).join(', ');
}

function realSources(env: NodeJS.ProcessEnv): [string, string][] {
  return configuredSources(env).map((source) => {
    const base = env[`${source.toUpperCase()}_API_BASE`];
    return [TITLES[source], realProvider(base, source === 'stripe' ? stripeMode(env) : '')];
  });
}

function realProvider(base: string | undefined, note: string): string {
  return ['real', note, base && `at ${hostOf(base)}`].filter(Boolean).join(', ');
}

function stripeMode(env: NodeJS.ProcessEnv): string {
  return isLiveKey(env['STRIPE_SECRET_KEY'] ?? '') ? 'live key' : 'test key';
}

function leftOut({ env, sandbox }: Plan): string | undefined {
  const names = sandbox ? Object.keys(realSystems(env)) : [];
  return names.length > 0 ? `${names.join(', ')}  (a sandbox reaches no real system)` : undefined;
}

function sendMode(env: NodeJS.ProcessEnv): string {
  return env['SEND_MODE'] === 'shadow' ? 'but SEND_MODE=shadow: messages are recorded, none is sent' : '';
}

/** Host and port only: a URL may hold a password. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address of your own';
}

function shownPath({ root, dataDir }: Plan): string {
  const path = relative(root, dataDir);
  return path.startsWith('..') ? dataDir : path;
}
