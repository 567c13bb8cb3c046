import type { ListedReply, ReplyDesk, ReplyRelease } from '../ports/reply-desk.ts';
import { table, type VerbAnswer } from './answer.ts';
import { UsageError } from './command.ts';

const MOST = 50;
/** Of a reply in a line of the list; `--json` has all of it. */
const SHOWN_CHARACTERS = 80;

/** What customers replied lately, and which of it still holds their reminders. */
export async function listReplies(desk: Pick<ReplyDesk, 'list'>, now: string): Promise<VerbAnswer> {
  const replies = await desk.list(MOST, now);
  if (replies.length === 0) return { text: 'No customer has replied.', data: { replies } };
  const rows = replies.map((reply) => [
    reply.replyId,
    reply.at,
    reply.customerId ?? '',
    reply.debtIds.join(','),
    reply.intent,
    holdOf(reply),
    wordsOf(reply),
  ]);
  const help = 'To let the reminders of one go on: replies release <id> --by <you>';
  return { text: `${table(rows)}\n\n${help}`, data: { replies } };
}

function holdOf({ hold, isHolding }: ListedReply): string {
  if (!hold || !isHolding) return '';
  return `${hold.kind} until ${hold.until ?? 'released'}`;
}

/** On one line: it may hold anything that a phone can type. */
function wordsOf({ text, media }: ListedReply): string {
  const words = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const short = words.length > SHOWN_CHARACTERS ? `${words.slice(0, SHOWN_CHARACTERS)}…` : words;
  return media === 'text' ? short : `(${media}) ${short}`.trim();
}

/** Staff have answered: the reminders of the number go on. Throws a `UsageError` where there is no such reply. */
export async function releaseReply(
  desk: Pick<ReplyDesk, 'release'>,
  release: ReplyRelease,
): Promise<VerbAnswer> {
  const debts = await desk.release(release);
  if (debts === null) throw new UsageError(`there is no reply ${release.replyId}: \`replies\` lists them`);
  const ids = debts.map(({ debtId }) => debtId);
  const goesOn = ids.length > 0 ? `${ids.join(', ')} go on.` : 'No recovery of it is open.';
  return {
    text: `Reply ${release.replyId} holds nothing any more. ${goesOn}`,
    data: { replyId: release.replyId, debtIds: ids },
  };
}
