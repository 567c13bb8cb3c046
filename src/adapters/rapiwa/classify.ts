import type { SendResult } from '../../ports/message-channel.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { AnswerBody } from './answer-body.ts';
import type { Answer } from './request.ts';

/**
 * The one table from Rapiwa's answers to what became of a message. Rapiwa documents no error codes, no error bodies
 * and no rate-limit headers (docs.rapiwa.com, read 2026-11-23): status codes have their general HTTP meaning, and
 * the patterns are guesses from the vendor's own client code. What no line covers is `unknown`, or `refused` where
 * the answer says itself that it failed, and nothing else beside that.
 */
export function classifySend(answer: Answer, nowMs: number): SendResult {
  if (answer.kind === 'no_answer')
    return answer.written ? unknown(lossOf(answer.code)) : { kind: 'unreachable' };
  const { status, body } = answer;
  if (status >= 500 || status < 200) return unknown(`http_${status}`);
  if (status >= 400) return classifyRefusal(answer, nowMs);
  if (status >= 300) return blocked(isLogin(answer.location) ? 'unauthorized' : 'wrong_path');
  if (body.kind !== 'json') return unknown(body.kind);
  switch (body.verdict) {
    case 'failure':
      return byComplaint(body.complaint) ?? rejected('refused');
    case 'success':
      return { kind: 'accepted', messageId: body.messageId };
    // WhatsApp may have taken it: asking again could be a second message.
    case 'both':
      return unknown('contradiction');
    case 'none':
      return unknown('no_verdict');
  }
}

/** An unauthenticated request of a web session is sent to its login page. */
export function isLogin(location: string | null): boolean {
  return location !== null && /\/login\b/i.test(location);
}

type Answered = Extract<Answer, { kind: 'answered' }>;

const DEFAULT_WAIT_MS = 60_000;

function classifyRefusal({ status, body, retryAfter }: Answered, nowMs: number): SendResult {
  const complaint = complaintOf(body);
  switch (status) {
    case 401:
      return blocked('unauthorized');
    case 402:
      return blocked('plan_expired');
    case 403:
      if (body.kind !== 'json') return blocked('unauthorized');
      return byComplaint(complaint) ?? blocked('plan_expired');
    case 404:
    case 405:
      if (body.kind !== 'json' || !body.hasErrorField) return blocked('wrong_path');
      return byComplaint(complaint) ?? rejected('refused');
    // A proxy in between gave up: what it had passed on by then, it does not say.
    case 408:
      return unknown('http_408');
    case 429: {
      const askedMs = retryAfterMs(retryAfter, nowMs) ?? DEFAULT_WAIT_MS;
      return { kind: 'rate_limited', retryAfterMs: Math.max(askedMs, 1000) };
    }
    default:
      return byComplaint(complaint) ?? rejected('refused');
  }
}

/** Read from the top: "WhatsApp session locked, subscription required" is about the plan, not the session. */
const COMPLAINTS: readonly (readonly [RegExp, SendResult])[] = [
  [/too many|rate.?limit|slow down/i, { kind: 'rate_limited', retryAfterMs: DEFAULT_WAIT_MS }],
  [/unauthori[sz]ed|unauthenticated|\b(api|device|access)[ _-]?(key|token)\b/i, blocked('unauthorized')],
  [/subscription|\bplan\b|\btrial\b|payment required/i, blocked('plan_expired')],
  [
    /not connected|disconnected|logged out|offline|\bsession\b|\bqr\b|\bdevice\b.*\bnot\b|\bno device/i,
    blocked('disconnected'),
  ],
  [/\bexpired\b/i, blocked('plan_expired')],
  [
    /not (on|registered|using)\b|not a (valid )?whatsapp|(does not|doesn't) (exist|have)/i,
    rejected('not_on_whatsapp'),
  ],
  [
    /\b(number|phone|recipient)\b.*\b(invalid|required|format|must|wrong|valid)\b|\binvalid (number|phone|recipient)/i,
    rejected('invalid_number'),
  ],
];

function byComplaint(complaint: string): SendResult | null {
  return COMPLAINTS.find(([pattern]) => pattern.test(complaint))?.[1] ?? null;
}

function complaintOf(body: AnswerBody): string {
  return body.kind === 'json' ? body.complaint : '';
}

/** How the answer was lost after the request had been, or may have been, written. */
function lossOf(code: string): string {
  switch (code) {
    case 'ERR_CANCELED':
    case 'ECONNABORTED':
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    default:
      return 'answer_lost';
  }
}

function blocked(why: Extract<SendResult, { kind: 'blocked' }>['why']): SendResult {
  return { kind: 'blocked', why };
}

function rejected(why: Extract<SendResult, { kind: 'rejected' }>['why']): SendResult {
  return { kind: 'rejected', why };
}

function unknown(why: string): SendResult {
  return { kind: 'unknown', why };
}
