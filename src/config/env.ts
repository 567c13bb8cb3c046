import { DAY_MS } from '../domain/duration.ts';
import type { SequenceBook } from '../domain/sequence-rules.ts';
import type { WindowPolicy } from '../domain/window-presets.ts';
import type { SuspensionPolicy } from '../domain/suspension-policy.ts';
import type { WinbackTerms } from '../domain/winback-terms.ts';
import { outboundConfig, type OutboundConfig } from './outbound.ts';
import { findProblems, findWorkerProblems } from './problems.ts';
import { loadSequences, type LoadedSequences } from './sequences/load.ts';
import type { NamedText } from './sequences/step-texts.ts';
import { readSources, type SourcesConfig } from './sources.ts';
import { variables, type Variables } from './variables.ts';

/** The environment cannot be used. The message lists every problem by name and never shows a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `the configuration has ${problems.length} problem(s):\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export interface RapiwaConfig {
  readonly apiKey: string;
  readonly baseUrl: URL;
  readonly sendPath: string;
  readonly timeoutMs: number;
  /** The unguessable part of the inbound hook's URL; null: no hook. */
  readonly webhookToken: string | null;
  /** Milliseconds and counts; 0 = off. */
  readonly pace: { readonly minGapMs: number; readonly hourlyCap: number; readonly dailyCap: number };
}

/** Everything a process needs to know, read once and never changed. */
export interface Config extends SourcesConfig, OutboundConfig {
  readonly businessName: string;
  readonly supportContact: string | null;
  /** Key of the hashes: of several the last, which has been there longest. Null: the one the database made for itself. */
  readonly appSecret: string | null;
  /** Keys of links: the first signs, all are good for reading. Empty: the database's own. */
  readonly linkSecrets: readonly string[];
  /** Where customers reach this service; null: no links of our own. */
  readonly publicUrl: URL | null;
  readonly databaseUrl: string;
  readonly temporal: { readonly env: Record<string, string>; readonly taskQueue: string };
  readonly http: { readonly host: string; readonly port: number; readonly workerHealthPort: number | null };
  readonly rapiwa: RapiwaConfig | null;
  /** Null: no e-mail. */
  readonly email: { readonly smtpUrl: URL; readonly from: string } | null;
  readonly slackWebhookUrl: URL | null;
  /** Of the Temporal Web UI, for links to sequences; null: none are shown. */
  readonly temporalUiUrl: URL | null;
  readonly contactWindow: WindowPolicy;
  /** IANA zone of customers of whom nothing says where they are. */
  readonly timeZone: string;
  /** Suspend on Monday to Friday only, and keep the weekdays of the country presets. */
  readonly weekdayRule: boolean;
  /** How long a planned day lasts, in milliseconds; 86,400,000 except in trials. */
  readonly dayLengthMs: number;
  /** Every sequence, and the rules that choose one. */
  readonly sequenceBook: SequenceBook;
  /** Texts that they name and that nobody has looked for yet. */
  readonly sequenceTexts: readonly NamedText[];
  /** `shadow`: every message is recorded and shown, and none is sent. */
  readonly sendMode: 'live' | 'shadow';
  /** How far back an open failed invoice that nobody told us of may begin, in milliseconds. */
  readonly reconcileWindowMs: number;
  readonly suspensionPolicy: SuspensionPolicy;
  /** What the day-14 message offers to those who agreed to offers; null: nothing. */
  readonly winbackOffer: WinbackTerms | null;
  /** Folder of one's own texts; null: those shipped. */
  readonly templatesDir: string | null;
  /** The shop's page on which an order is paid, with `{order_id}` in it. */
  readonly orderPayUrl: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the environment of a process that sends. Throws one {@link ConfigError} with every problem at once. */
export function parseWorkerEnv(env: Env): Config {
  return parseEnv(env, findWorkerProblems(env));
}

/**
 * Reads the environment. Throws one {@link ConfigError} with every problem at once.
 * @param more problems that only the process at hand has with it
 */
export function parseEnv(env: Env, more: readonly string[] = []): Config {
  const parsed = variables.safeParse(env);
  const malformed = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
  const sequences = loadSequences({
    folder: env['SEQUENCES_DIR']?.trim() || null,
    winbackWindowMs: parsed.data?.WINBACK_WINDOW ?? 0,
    hasEmail: Boolean(env['SMTP_URL']?.trim()),
  });
  const all = [
    ...malformed,
    ...findProblems(env),
    ...more,
    ...sequences.problems.map((one) => `SEQUENCES_DIR ${one}`),
  ];
  if (!parsed.success || all.length > 0) throw new ConfigError(all);
  return Object.freeze(toConfig(parsed.data, { env, sequences }));
}

interface Beside {
  readonly env: Env;
  readonly sequences: LoadedSequences;
}

function toConfig(read: Variables, { env, sequences }: Beside): Config {
  const realDays = read.DAY_LENGTH === DAY_MS;
  return {
    businessName: read.BUSINESS_NAME!,
    supportContact: read.SUPPORT_CONTACT ?? null,
    appSecret: read.APP_SECRET?.at(-1) ?? null,
    linkSecrets: read.APP_SECRET ?? [],
    publicUrl: read.PUBLIC_URL ?? null,
    databaseUrl: read.DATABASE_URL!,
    temporal: { env: temporalVariables(env), taskQueue: read.TEMPORAL_TASK_QUEUE },
    http: { host: read.HTTP_HOST, port: read.HTTP_PORT, workerHealthPort: read.WORKER_HEALTH_PORT ?? null },
    ...readSources(read),
    rapiwa: rapiwaConfig(read, realDays),
    email: read.SMTP_URL ? { smtpUrl: read.SMTP_URL, from: read.EMAIL_FROM! } : null,
    slackWebhookUrl: read.SLACK_WEBHOOK_URL ?? null,
    temporalUiUrl: read.TEMPORAL_UI_URL ?? null,
    ...outboundConfig(read),
    contactWindow: read.CONTACT_WINDOW ?? { kind: realDays ? 'presets' : 'off' },
    timeZone: read.DEFAULT_TIME_ZONE,
    weekdayRule: realDays,
    dayLengthMs: read.DAY_LENGTH,
    sequenceBook: sequences.book,
    sequenceTexts: sequences.texts,
    sendMode: read.SEND_MODE,
    reconcileWindowMs: read.RECONCILE_WINDOW,
    suspensionPolicy: read.SUSPENSION_POLICY,
    winbackOffer: read.WINBACK_OFFER ?? null,
    orderPayUrl: read.ORDER_PAY_URL ?? null,
    templatesDir: read.TEMPLATES_DIR ?? null,
    logLevel: read.LOG_LEVEL,
  };
}

function temporalVariables(env: Env): Record<string, string> {
  const own = Object.entries(env).filter(([name, value]) => name.startsWith('TEMPORAL_') && value);
  return Object.fromEntries(own) as Record<string, string>;
}

function rapiwaConfig(read: Variables, realDays: boolean): RapiwaConfig | null {
  if (!read.RAPIWA_API_KEY) return null;
  return {
    apiKey: read.RAPIWA_API_KEY,
    baseUrl: read.RAPIWA_BASE_URL ?? new URL('https://app.rapiwa.com'),
    sendPath: read.RAPIWA_SEND_PATH,
    timeoutMs: read.RAPIWA_TIMEOUT_MS,
    webhookToken: read.RAPIWA_WEBHOOK_TOKEN ?? null,
    // A shortened day is a trial: the pace of a real phone would be longer than its days.
    pace: {
      minGapMs: read.RAPIWA_MIN_GAP_MS ?? (realDays ? 10_000 : 0),
      hourlyCap: read.RAPIWA_HOURLY_CAP ?? (realDays ? 30 : 0),
      dailyCap: read.RAPIWA_DAILY_CAP ?? (realDays ? 200 : 0),
    },
  };
}
