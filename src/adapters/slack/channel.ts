import axios from 'axios';
import type { StaffChannel, StaffTold } from '../../ports/staff-channel.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { oneExchange } from '../http/one-exchange.ts';
import type { SlackMessage } from './blocks.ts';
import { toSlackMessage } from './messages.ts';

const TIMEOUT_MS = 3_000;
// An answer is a word.
const MAX_ANSWER_BYTES = 64 * 1024;

export interface SlackOptions {
  /** The incoming webhook; secret, for whoever knows it may write to the channel. */
  readonly url: URL;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A Slack channel, through an incoming webhook: one request, for Slack drops no doubles. A lost answer counts as not
 * told, because a reply told twice is better than one that nobody reads
 * (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, read 2026-11-23).
 */
export function createSlackChannel(options: SlackOptions): StaffChannel {
  return {
    tell: (news, plain) => {
      const message = toSlackMessage(news);
      return post(options, plain ? { text: message.text } : message);
    },
  };
}

/** Says why it failed, and never the URL, which an AxiosError carries. */
async function post(
  { url, now }: SlackOptions,
  message: SlackMessage | { text: string },
): Promise<StaffTold> {
  try {
    const { status, headers, data } = await axios.post<unknown>(url.href, message, {
      responseType: 'text',
      ...oneExchange({ signal: AbortSignal.timeout(TIMEOUT_MS), maxAnswerBytes: MAX_ANSWER_BYTES }),
    });
    return toldBy({ status, word: wordOf(data), waitMs: retryAfterMs(headers['retry-after'], now()) });
  } catch (error) {
    const why = axios.isAxiosError(error) && error.code ? error.code : 'no answer';
    return { kind: 'away', why, waitMs: null };
  }
}

interface Answer {
  readonly status: number;
  readonly word: string;
  readonly waitMs: number | null;
}

/** What is wrong with the message itself; all else is wrong with the channel, and may be repaired. */
const ABOUT_THE_MESSAGE =
  /^(invalid_payload|invalid_blocks\S*|no_text|too_many_attachments|msg_blocks_too_long|msg_too_long)$/;

function toldBy({ status, word, waitMs }: Answer): StaffTold {
  if (status >= 200 && status < 300) return { kind: 'told' };
  const why = `HTTP ${status}${word ? ` ${word}` : ''}`;
  return ABOUT_THE_MESSAGE.test(word) ? { kind: 'refused', why } : { kind: 'away', why, waitMs };
}

/** Slack answers in single words; anything else is not for a log. */
function wordOf(data: unknown): string {
  return typeof data === 'string' && /^[a-z_]{2,40}$/.test(data.trim()) ? data.trim() : '';
}
