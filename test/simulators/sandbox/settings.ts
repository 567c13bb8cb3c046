/** What the sandbox process is told by its environment. */
export interface SandboxSettings {
  /** 0 = any free port. */
  port: number;
  /** Null: nothing survives the process. */
  stateFile: string | null;
  /** Null: no mail server. */
  smtpPort: number | null;
  serverUrl: string;
  stripeSecretKey: string;
  stripeWebhookSecrets: readonly string[];
  rapiwaApiKey: string;
  /** Null: receipts and replies go nowhere. */
  rapiwaWebhookToken: string | null;
  temporalUiUrl: string | null;
  temporalAddress: string | null;
  temporalNamespace: string;
  dayLengthMs: number;
  businessName: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error naming the variable that is wrong. */
export function readSettings(env: Environment): SandboxSettings {
  return {
    port: wholeNumber('SANDBOX_PORT', env['SANDBOX_PORT'] ?? '3001'),
    stateFile: env['SANDBOX_STATE_FILE'] ?? null,
    smtpPort: env['SANDBOX_SMTP_PORT'] ? wholeNumber('SANDBOX_SMTP_PORT', env['SANDBOX_SMTP_PORT']) : null,
    serverUrl: withoutSlash(env['RECOUP_SERVER_URL'] ?? 'http://127.0.0.1:3000'),
    stripeSecretKey: env['STRIPE_SECRET_KEY'] ?? 'sk_test_sandbox',
    stripeWebhookSecrets: (env['STRIPE_WEBHOOK_SECRET'] ?? 'whsec_sandbox')
      .split(',')
      .map((part) => part.trim()),
    rapiwaApiKey: env['RAPIWA_API_KEY'] ?? 'rapiwa-sandbox-key',
    rapiwaWebhookToken: env['RAPIWA_WEBHOOK_TOKEN'] ?? null,
    temporalUiUrl: env['TEMPORAL_UI_URL'] ? withoutSlash(env['TEMPORAL_UI_URL']) : null,
    temporalAddress: env['TEMPORAL_ADDRESS'] ?? null,
    temporalNamespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
    dayLengthMs: duration('DAY_LENGTH', env['DAY_LENGTH'] ?? '10s'),
    businessName: env['BUSINESS_NAME'] ?? 'Northwind Studio',
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(name: string, text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNIT_MS[unit ?? ''] ?? NaN);
  if (!(ms > 0)) throw new Error(`${name} must be a duration such as 10s or 24h, got "${text}"`);
  return ms;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, got "${text}"`);
  return Number(text);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
