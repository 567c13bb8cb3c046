import { assertNever } from '../../domain/assert-never.ts';
import type { ReplyHold } from '../../domain/hold.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import { toDecimal } from '../../domain/money.ts';
import { INTENT_WORDS } from '../../domain/replies/intent-words.ts';
import type { StaffAlert } from '../../ports/staff-alerts.ts';
import type { DebtShown, MessageShown, ReplyShown, StaffNews } from '../../ports/staff-channel.ts';
import { context, links, said, section, type SlackBlock, type SlackMessage } from './blocks.ts';

/** Staff need the latest, not all; Slack refuses messages of more than about 13,000 characters. */
const DEBTS = 8;
const MESSAGES = 3;

export function toSlackMessage(news: StaffNews): SlackMessage {
  switch (news.kind) {
    case 'alert':
      return alertMessage(news.alert, news.at);
    case 'reply':
      return replyMessage(news.reply);
    case 'promise_over':
      return promiseMessage(news.reply);
    default:
      return assertNever(news);
  }
}

function alertMessage({ key, what, remedy }: StaffAlert, at: IsoInstant): SlackMessage {
  return {
    text: `recoup: ${said(what, 500)}`,
    blocks: [
      section(`*${said(what, 500)}*\n${said(remedy, 500)}`),
      context(`recoup · ${said(key, 200)} · ${clock(at)}`),
    ],
  };
}

function replyMessage(reply: ReplyShown): SlackMessage {
  const headline = `${who(reply)} ${INTENT_WORDS[reply.intent]}${reply.promisedDay ? ` on ${reply.promisedDay}` : ''}`;
  return {
    text: `recoup: ${headline}`,
    blocks: [
      section(`*${headline}*\n${quote(reply)}`),
      section(reply.hold ? holdText(reply.hold) : NO_HOLD),
      ...about(reply),
      context(
        `reply ${reply.replyId} · ${clock(reply.at)}` +
          (reply.hold
            ? ` · to go on: \`npm run recoup -- replies release ${reply.replyId} --by &lt;you&gt;\``
            : ''),
      ),
    ],
  };
}

function promiseMessage(reply: ReplyShown): SlackMessage {
  const headline = `${who(reply)} promised to pay by ${reply.promisedDay ?? 'now'}: still unpaid`;
  return {
    text: `recoup: ${headline}`,
    blocks: [
      section(`*${headline}*\nThe reminders go on.`),
      ...about(reply),
      context(`reply ${reply.replyId} · ${clock(reply.at)}`),
    ],
  };
}

/** What is owed, what was sent, and where to look. */
function about({ debts, sent }: ReplyShown): readonly SlackBlock[] {
  const shown = debts.slice(0, DEBTS);
  const more = debts.length > shown.length ? [`… and ${debts.length - shown.length} more`] : [];
  const owed = shown.length > 0 ? [...shown.map(debtLine), ...more].join('\n') : 'No invoice is open.';
  return [
    section(owed),
    ...(sent.length > 0 ? [section(sent.slice(0, MESSAGES).map(messageLine).join('\n'))] : []),
    ...links(
      shown.flatMap(({ debtId, number, sequenceUrl, processorUrl }) => [
        { label: `Sequence ${number ?? debtId}`, url: sequenceUrl },
        { label: `Invoice ${number ?? debtId}`, url: processorUrl },
      ]),
    ),
  ];
}

function who({ customer: { name, id } }: ReplyShown): string {
  const known = said(id ?? 'a customer', 100);
  return name ? `${said(name, 100)} (${known})` : known;
}

/** Every line of it quoted, so that nobody takes their words for ours. */
function quote({ text, media }: ReplyShown): string {
  const words = said(text.trim(), 2_000);
  const lines = words === '' ? [] : words.split('\n').map((line) => `>${line}`);
  return [...(media === 'text' ? [] : [`_with ${said(media, 30)}: look at the phone_`]), ...lines].join('\n');
}

const NO_HOLD = 'They get no more messages.';

function holdText({ kind, until }: ReplyHold): string {
  return until
    ? `Reminders wait until ${clock(until)} (${kind}).`
    : `Reminders wait until you release them (${kind}).`;
}

function debtLine({ debtId, number, amount, firstFailureAt, standing }: DebtShown): string {
  const name = number ? `${said(number, 60)} (${said(debtId, 80)})` : said(debtId, 80);
  const now = standing ?? 'not readable now, amount as last known';
  return `• ${name}: ${toDecimal(amount)} ${amount.currency}, failed on ${firstFailureAt.slice(0, 10)}, ${now}`;
}

function messageLine({ step, channel, state, at, text }: MessageShown): string {
  return `_${clock(at)} ${step} (${channel}, ${state})_\n>${said(text.replace(/\s+/g, ' '), 300)}`;
}

/** `2026-11-27 09:00 UTC` */
function clock(at: IsoInstant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
