import type { ReplyHold } from '../../domain/hold.ts';
import { toDecimal } from '../../domain/money.ts';
import { INTENT_WORDS } from '../../domain/replies/intent-words.ts';
import type { DebtShown, MessageShown, ReplyShown } from '../../ports/staff-channel.ts';

/** Staff need the latest, not all. */
const MESSAGES = 3;
const LONGEST_SUBJECT = 120;

export interface StaffMail {
  readonly subject: string;
  readonly text: string;
}

/** A reply with all that somebody needs who answers it, as plain text. */
export function replyMail(kind: 'reply' | 'promise_over', reply: ReplyShown): StaffMail {
  const headline = kind === 'reply' ? saidWhat(reply) : brokenPromise(reply);
  const parts = [
    headline,
    kind === 'reply' ? words(reply) : 'The reminders go on.',
    kind === 'reply' ? holdText(reply.hold) : '',
    reply.debts.map(debtLines).join('\n') || 'No invoice is open.',
    reply.sent.slice(0, MESSAGES).map(messageLines).join('\n'),
    footer(kind, reply),
  ];
  return {
    subject: `recoup: ${headline.replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUBJECT)}`,
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`,
  };
}

function saidWhat(reply: ReplyShown): string {
  return `${who(reply)} ${INTENT_WORDS[reply.intent]}${reply.promisedDay ? ` on ${reply.promisedDay}` : ''}`;
}

function brokenPromise(reply: ReplyShown): string {
  return `${who(reply)} promised to pay by ${reply.promisedDay ?? 'now'}: still unpaid`;
}

function who({ customer: { name, id } }: ReplyShown): string {
  const known = id ?? 'a customer';
  return name ? `${name} (${known})` : known;
}

/** Every line of it quoted, so that nobody takes their words for ours. */
function words({ text, media }: ReplyShown): string {
  const lines = text.trim() === '' ? [] : text.trim().split('\n');
  return [
    ...(media === 'text' ? [] : [`(with ${media}: look at the phone)`]),
    ...lines.map((line) => `> ${line}`),
  ].join('\n');
}

function holdText(hold: ReplyHold | null): string {
  if (!hold) return 'They get no more messages.';
  return hold.until
    ? `Reminders wait until ${clock(hold.until)} (${hold.kind}).`
    : `Reminders wait until you release them (${hold.kind}).`;
}

function debtLines({ debtId, number, amount, standing, sequenceUrl, processorUrl }: DebtShown): string {
  const name = number ? `${number} (${debtId})` : debtId;
  const now = standing ?? 'not readable now, amount as last known';
  return [
    `${name}: ${toDecimal(amount)} ${amount.currency}, ${now}`,
    ...(sequenceUrl ? [`  sequence: ${sequenceUrl}`] : []),
    ...(processorUrl ? [`  invoice: ${processorUrl}`] : []),
  ].join('\n');
}

function messageLines({ step, channel, state, at, text }: MessageShown): string {
  return `${clock(at)} ${step} (${channel}, ${state})\n> ${text.replaceAll(/\s+/g, ' ')}`;
}

function footer(kind: 'reply' | 'promise_over', { replyId, at, hold }: ReplyShown): string {
  const goOn = `to go on: npm run recoup -- replies release ${replyId} --by <you>`;
  return [`reply ${replyId}, ${clock(at)}`, ...(kind === 'reply' && hold ? [goOn] : [])].join('\n');
}

/** `2026-11-27 09:00 UTC` */
function clock(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
