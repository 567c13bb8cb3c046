import type { SendResult } from '../../ports/message-channel.ts';

/** What a mail server's failure says, as far as anything is known. Never its words: they repeat the address. */
export interface SmtpFailure {
  /** nodemailer's word for what failed, e.g. `EAUTH`, `EENVELOPE`, `ECONNECTION`. */
  readonly code: string;
  /** Node's own word beneath it, e.g. `ECONNREFUSED`; empty where there is none. */
  readonly cause: string;
  /** The command that was answered, e.g. `RCPT TO`. */
  readonly command: string;
  /** The reply code, e.g. 550; null where no reply came. */
  readonly reply: number | null;
  /** The server's whole reply, for patterns only. */
  readonly words: string;
  /** Whether a byte of the mail itself may have been written. */
  readonly mayHaveWritten: boolean;
}

/** A server that says "later" means minutes: greylisting asks for five. */
const LATER_MS = 300_000;

/**
 * The one table from failures to what became of a mail. Reply codes: RFC 5321 §4.2; enhanced codes: RFC 3463, where
 * 5.7 is policy (we may not send here) and every other 5.x is about the mailbox.
 */
export function classifyFailure(failure: SmtpFailure): SendResult {
  const { code, reply, mayHaveWritten } = failure;
  if (reply === null) return mayHaveWritten ? unknown(failure) : withoutReply(failure);
  if (code === 'EAUTH') return reply < 500 ? { kind: 'unreachable' } : blocked('unauthorized');
  if (code === 'ETLS') return blocked('tls');
  // A clear "no", also to the whole mail: what is refused is not delivered.
  if (reply < 500)
    return reply === 421 ? { kind: 'unreachable' } : { kind: 'rate_limited', retryAfterMs: LATER_MS };
  return refusal(failure);
}

function withoutReply({ code, cause }: SmtpFailure): SendResult {
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return blocked('unauthorized');
    case 'ETLS':
      return blocked('tls');
    // An address that the library itself cannot write.
    case 'EENVELOPE':
      return { kind: 'rejected', why: 'invalid_address' };
    default:
      return TLS_TROUBLE.test(cause) ? blocked('tls') : { kind: 'unreachable' };
  }
}

/** Codes of Node's TLS: a certificate nobody vouches for, or no common version. */
const TLS_TROUBLE = /CERT|SELF_SIGNED|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/;

function refusal({ command, reply, words }: SmtpFailure): SendResult {
  if (reply === 530 || reply === 535) return blocked('unauthorized');
  if (command === 'DATA') return { kind: 'rejected', why: 'refused' };
  const isPolicy = /\b5\.7\.\d+\b/.test(words) || /relay|not permitted|denied|authenticat/i.test(words);
  if (command !== 'RCPT TO' || isPolicy) return blocked('relay_denied');
  return { kind: 'rejected', why: 'invalid_address' };
}

function unknown({ code, cause }: SmtpFailure): SendResult {
  return { kind: 'unknown', why: code === 'ETIMEDOUT' || cause === 'ETIMEDOUT' ? 'timeout' : 'answer_lost' };
}

function blocked(why: Extract<SendResult, { kind: 'blocked' }>['why']): SendResult {
  return { kind: 'blocked', why };
}
