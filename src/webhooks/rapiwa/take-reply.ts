import { wallTimeAt } from '../../domain/clock.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Phone } from '../../domain/phone.ts';
import type { ReplyLanguage } from '../../domain/reply-keyword.ts';
import { holdAfter } from '../../domain/replies/hold.ts';
import { readReplyIntent } from '../../domain/replies/intent.ts';
import type { Message, Taking } from './take.ts';
import { takeKeyword } from './take-keyword.ts';

/** Whose reply was committed. */
export interface Acknowledgement {
  /** As the customer's own WhatsApp writes it. */
  readonly to: Phone;
  /** Of every way in which the number may be written. */
  readonly phoneHashes: readonly string[];
  /** Of the reply, where its words tell. */
  readonly language: ReplyLanguage | null;
}

/** Longer is not kept: nobody reads it in a channel, and the phone still has it. */
const KEPT_CHARACTERS = 4_000;

/**
 * Any other reply of somebody we know: kept, told to staff, and holding the reminders of the number, in one commit. What
 * it asks for is read by rules; whatever they do not understand is a matter for staff.
 */
export async function takeReply(taking: Taking, message: Message, numbers: readonly Phone[]): Promise<void> {
  const [first] = numbers;
  if (!first) return;
  const nowMs = taking.now();
  const hours = taking.hoursOf(first);
  const intent = readReplyIntent(message.text, wallTimeAt(nowMs, hours.zones[0]));
  if (intent.kind === 'stop') {
    const keyword = { kind: 'stop', language: intent.language, isAmbiguous: false } as const;
    // First: should the second commit fail, the STOP counts, and the message comes again.
    await takeKeyword(taking, { message, keyword, numbers });
  }
  const phoneHashes = numbers.map(taking.hashPhone);
  const taken = await taking.store.takeReply({
    messageId: message.messageId,
    phoneHashes,
    saidAt: toInstant(Math.min(message.saidAtMs ?? nowMs, nowMs)),
    receivedAt: toInstant(nowMs),
    media: message.media,
    text: message.text.slice(0, KEPT_CHARACTERS),
    intent,
    hold: holdAfter(intent, { nowMs, dayLengthMs: taking.dayLengthMs, hours }),
  });
  if (taken.kind !== 'taken') return taking.log.info({ why: taken.kind }, 'rapiwa_hook.ignored');
  const { replyId, debts } = taken;
  taking.log.info({ replyId, intent: intent.kind, debts: debts.length }, 'rapiwa_hook.reply');
  taking.onNews();
  // A STOP in a sentence has its own answer.
  if (intent.kind !== 'stop') taking.acknowledge({ to: first, phoneHashes, language: intent.language });
}

/** Once a day: of people who are no customers there may be many. */
export async function tellHiddenReply({ alerts }: Taking): Promise<void> {
  await alerts.alert({
    key: 'hidden-sender:reply',
    what: 'somebody wrote to the WhatsApp device, and Rapiwa does not say from what number',
    remedy: 'look at the device: if it is a customer, answer there and pause their recovery',
  });
}
