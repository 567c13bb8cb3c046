import { relative } from 'node:path';
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
      ['Webhooks', `POST /webhooks/stripe at ${hostOf(places.serverUrl)}`],
    ]),
    '',
    ...table([
      [
        'Stripe',
        plan.sandbox ? 'simulated' : realProvider(plan.env['STRIPE_API_BASE'], stripeMode(plan.env)),
      ],
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

function realProvider(base: string | undefined, note: string): string {
  return ['real', note, base && `at ${hostOf(base)}`].filter(Boolean).join(', ');
}

function stripeMode(env: NodeJS.ProcessEnv): string {
  return /^(sk|rk)_test_/.test(env['STRIPE_SECRET_KEY'] ?? '') ? 'test key' : 'live key';
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
