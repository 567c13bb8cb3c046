import type { Answer } from '../http/exchange.ts';

/** How Rapiwa answers a send request. Codes and texts of failures are our guesses: the vendor documents none. */
export const RAPIWA_ANSWERS = [
  /** `{success, message_type, message_id, to}` with digits in `to`: the documented answer. */
  'api',
  /** The same with a JID in `to`. */
  'api_jid',
  /** The shape of the vendor's blog article: `{status, messageId, timestamp}`. */
  'article',
  /** The id is called `msgId`. */
  'msg_id',
  /** 200 with `success: false`. */
  'success_false',
  /** 200 with `{}`; accepted. */
  'bare_200',
  /** 200 with a proxy's HTML page; not accepted. */
  'html_200',
  'unauthorized',
  'redirect_login',
  'not_found_html',
  'not_found_json',
  'validation',
  'plan_402',
  'plan_403',
  'rate_limited',
  'server_error',
  /** Accepted, but the answer never comes. */
  'timeout_after_accept',
  /** Accepted, then the connection is reset. */
  'reset_after_accept',
  /** The phone is not linked. */
  'not_connected',
  'not_on_whatsapp',
  /** Accepted; the answer is held open until `release()`. */
  'held',
] as const;

export type RapiwaAnswer = (typeof RAPIWA_ANSWERS)[number];

/** Answers after which the customer gets the message, unless `setAnswer` says otherwise. */
const ACCEPTING: ReadonlySet<RapiwaAnswer> = new Set<RapiwaAnswer>([
  'api',
  'api_jid',
  'article',
  'msg_id',
  'bare_200',
  'timeout_after_accept',
  'reset_after_accept',
  'held',
]);

export function isAccepting(answer: RapiwaAnswer): boolean {
  return ACCEPTING.has(answer);
}

export interface AnswerContext {
  number: string;
  messageId: string;
  at: Date;
  /** `Retry-After` of a 429: seconds or an HTTP date; no header when null. */
  retryAfter: string | null;
}

/** What goes over the wire, for the answers that are plain HTTP; `silence`, `reset`, `hold` are done by the server. */
export function wireAnswer(
  kind: RapiwaAnswer,
  context: AnswerContext,
): Answer | { wire: 'silence' | 'reset' | 'hold' } {
  if (kind === 'timeout_after_accept') return { wire: 'silence' };
  if (kind === 'reset_after_accept') return { wire: 'reset' };
  if (kind === 'held') return { wire: 'hold' };
  return isSuccess(kind) ? successAnswer(kind, context) : failureAnswer(kind, context);
}

type Success = 'api' | 'api_jid' | 'article' | 'msg_id' | 'bare_200';
type Failure = Exclude<RapiwaAnswer, Success | 'timeout_after_accept' | 'reset_after_accept' | 'held'>;

function isSuccess(kind: Success | Failure): kind is Success {
  return ACCEPTING.has(kind);
}

function successAnswer(kind: Success, { number, messageId, at }: AnswerContext): Answer {
  const bodies: Record<Success, object> = {
    api: { success: true, message_type: 'text', message_id: messageId, to: number },
    api_jid: { success: true, message_type: 'text', message_id: messageId, to: `${number}@s.whatsapp.net` },
    article: { status: 'success', messageId, timestamp: at.toISOString() },
    msg_id: { success: true, message_type: 'text', msgId: messageId, to: number },
    bare_200: {},
  };
  return { status: 200, body: bodies[kind] };
}

function failureAnswer(kind: Failure, { number, retryAfter }: AnswerContext): Answer {
  const answers: Record<Failure, Answer> = {
    success_false: { status: 200, body: failure('Failed to send message') },
    html_200: { status: 200, body: '<!doctype html><html><body>We will be back soon.</body></html>' },
    unauthorized: unauthorized(),
    redirect_login: { status: 302, body: 'Redirecting to /login', headers: { location: '/login' } },
    not_found_html: notFoundPage(),
    not_found_json: { status: 404, body: failure('Not found') },
    validation: validationAnswer('number', 'The number field is invalid.'),
    plan_402: { status: 402, body: failure('Subscription required. Please choose a plan.') },
    plan_403: { status: 403, body: failure('Your trial has expired. Please upgrade your plan.') },
    rate_limited: {
      status: 429,
      body: failure('Too many requests'),
      ...(retryAfter !== null && { headers: { 'retry-after': retryAfter } }),
    },
    server_error: { status: 500, body: failure('Internal server error') },
    not_connected: { status: 400, body: failure('Device is not connected. Please scan the QR code.') },
    not_on_whatsapp: { status: 400, body: failure(`The number ${number} is not registered on WhatsApp.`) },
  };
  return answers[kind];
}

export function unauthorized(): Answer {
  return { status: 401, body: failure('Invalid or expired API key') };
}

export function notFoundPage(): Answer {
  return { status: 404, body: '<!doctype html><html><body><h1>404 | Not Found</h1></body></html>' };
}

export function validationAnswer(field: string, problem: string): Answer {
  return { status: 422, body: { success: false, errors: { [field]: [problem] } } };
}

function failure(error: string): object {
  return { success: false, error };
}
