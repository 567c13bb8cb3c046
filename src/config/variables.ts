import { z } from 'zod';
import { isTimeZone } from '../domain/clock.ts';
import { parseContactWindow, type ContactWindow } from '../domain/contact-window.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { SUSPENSION_POLICIES } from '../domain/suspension-policy.ts';
import { parseWinbackTerms, WINBACK_FORM } from '../domain/winback-terms.ts';
import { apiKey, secureUrl, unset, urlWith } from './forms.ts';
import { sourceForms } from './source-forms.ts';
import { parseTimeSpan } from './time-span.ts';

const text = z.preprocess(unset, z.string().optional());

interface Range {
  readonly min?: number;
  readonly max: number;
}

/** Digits only: `1e3` and `0x10` are slips of the keyboard. */
function wholeNumber({ min = 0, max }: Range) {
  const form = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, form)
    .transform(Number)
    .refine((value) => value >= min && value <= max, form);
}

function number({ fallback, ...range }: Range & { readonly fallback: number }) {
  return z.preprocess(unset, wholeNumber(range).default(fallback));
}

function optionalCount(max: number) {
  return z.preprocess(unset, wholeNumber({ max }).optional());
}

function timeSpan(fallback: string) {
  return z.preprocess(unset, z.string().default(fallback)).transform((value, context) => {
    const ms = parseTimeSpan(value);
    if (ms !== null) return ms;
    context.addIssue({ code: 'custom', message: 'must be a time span such as 24h, 30d or 10s' });
    return z.NEVER;
  });
}

/** Several while one is being replaced: `new,old`. */
const appSecrets = z.preprocess(
  unset,
  z
    .string()
    .transform((value) => value.split(',').map((secret) => secret.trim()))
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= 16),
      'must have 16 characters at least (each, of several with commas between)',
    )
    .optional(),
);

const publicUrl = secureUrl.refine(
  (url) => !url || (url.search === '' && url.hash === '' && url.username === '' && url.password === ''),
  'must be an address without login, ? and #, e.g. https://pay.example.com',
);

const smtpUrl = z.preprocess(
  unset,
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && isSmtp(new URL(value)),
      'must be smtp://user:password@host:port (or smtps://), with what is special in the password percent-encoded',
    )
    .transform((value) => new URL(value))
    .optional(),
);

function isSmtp({ protocol, hostname, username, password }: URL): boolean {
  // A lone % is no encoding, and would only be found out when the first mail is sent.
  const isEncoded = !/%(?![0-9A-Fa-f]{2})/.test(username + password);
  return /^smtps?:$/.test(protocol) && hostname !== '' && isEncoded;
}

const mailbox = z.preprocess(
  unset,
  z
    .string()
    .refine(
      (value) => parseEmailAddress(value) !== null,
      'must be one e-mail address, e.g. billing@example.com',
    )
    .optional(),
);

/** As the driver reads it: without a host (`user@/db`) it means this machine's socket. */
function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url.replace('@/', '@localhost/'));
}

const contactWindow = z.preprocess(
  unset,
  z
    .string()
    .transform((value, context): ContactWindow => {
      try {
        return parseContactWindow(value);
      } catch (error) {
        context.addIssue({
          code: 'custom',
          message: error instanceof Error ? error.message : 'is not a window',
        });
        return z.NEVER;
      }
    })
    .optional(),
);

const winbackOffer = z.preprocess(
  unset,
  z
    .string()
    .transform((value, context) => {
      const terms = parseWinbackTerms(value);
      if (terms) return terms;
      context.addIssue({ code: 'custom', message: WINBACK_FORM });
      return z.NEVER;
    })
    .optional(),
);

/** Every variable this version reads, with its form; the names are public (`.temporal.env.example`). */
export const variables = z.object({
  BUSINESS_NAME: text,
  SUPPORT_CONTACT: text,
  APP_SECRET: appSecrets,
  PUBLIC_URL: publicUrl,
  DATABASE_URL: z.preprocess(
    unset,
    z
      .string()
      .refine(
        isPostgresUrl,
        'must be a postgres:// URL, with what is special in the password percent-encoded',
      )
      .optional(),
  ),
  TEMPORAL_ADDRESS: z.preprocess(
    unset,
    z
      .string()
      .regex(/^[^/]+:\d+$/, 'must be host:port, e.g. 127.0.0.1:7233')
      .optional(),
  ),
  TEMPORAL_UI_URL: secureUrl,
  TEMPORAL_TASK_QUEUE: z.preprocess(unset, z.string().default('recoup')),
  HTTP_HOST: z.preprocess(unset, z.string().default('127.0.0.1')),
  HTTP_PORT: number({ fallback: 3000, max: 65_535 }),
  WORKER_HEALTH_PORT: optionalCount(65_535),
  ...sourceForms,
  RAPIWA_API_KEY: apiKey,
  RAPIWA_BASE_URL: secureUrl,
  RAPIWA_SEND_PATH: z.preprocess(
    unset,
    z.string().startsWith('/', 'must start with /').default('/api/send-message'),
  ),
  // Not 0: to axios that means no limit at all.
  RAPIWA_TIMEOUT_MS: number({ fallback: 20_000, min: 1, max: 25_000 }),
  // Part of a URL, and all that tells Rapiwa from anybody else.
  RAPIWA_WEBHOOK_TOKEN: z.preprocess(
    unset,
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,200}$/, 'must have 16 characters at least, of A-Z a-z 0-9 _ -')
      .optional(),
  ),
  RAPIWA_MIN_GAP_MS: optionalCount(3_600_000),
  RAPIWA_HOURLY_CAP: optionalCount(100_000),
  RAPIWA_DAILY_CAP: optionalCount(1_000_000),
  SMTP_URL: smtpUrl,
  EMAIL_FROM: mailbox,
  SLACK_WEBHOOK_URL: secureUrl,
  CRM_WEBHOOK_URL: secureUrl,
  CRM_WEBHOOK_SECRET: text,
  HUBSPOT_TOKEN: apiKey,
  HUBSPOT_BASE_URL: secureUrl,
  EVENTS_WEBHOOK_URL: secureUrl,
  EVENTS_WEBHOOK_SECRET: text,
  CONTACT_WINDOW: contactWindow,
  DEFAULT_TIME_ZONE: z.preprocess(
    unset,
    z.string().refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Berlin').default('UTC'),
  ),
  DAY_LENGTH: timeSpan('24h'),
  WINBACK_WINDOW: timeSpan('30d'),
  RECONCILE_WINDOW: timeSpan('14d'),
  SEQUENCES_DIR: text,
  ORDER_PAY_URL: urlWith('{order_id}', 'https://shop.example/pay/{order_id}'),
  TEMPLATES_DIR: text,
  WINBACK_OFFER: winbackOffer,
  SUSPENSION_POLICY: z.preprocess(
    unset,
    z.enum(SUSPENSION_POLICIES, `must be ${SUSPENSION_POLICIES.join(', ')}`).default('flag'),
  ),
  SEND_MODE: z.preprocess(unset, z.enum(['live', 'shadow'], 'must be live or shadow').default('live')),
  LOG_LEVEL: z.preprocess(
    unset,
    z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
  ),
});

export type Variables = z.infer<typeof variables>;
