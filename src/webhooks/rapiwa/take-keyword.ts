import { toInstant } from '../../domain/instant.ts';
import type { Phone } from '../../domain/phone.ts';
import type { ReplyKeyword, ReplyLanguage } from '../../domain/reply-keyword.ts';
import type { KeywordTaken } from '../../ports/inbound.ts';
import type { Message, Taking } from './take.ts';

export interface StopAnswer {
  /** As the customer's own WhatsApp writes it. */
  readonly to: Phone;
  readonly phoneHash: string;
  readonly language: ReplyLanguage;
}

export interface KeywordMessage {
  readonly message: Message;
  readonly keyword: ReplyKeyword;
  /** Every way in which the sender's number may be written. */
  readonly numbers: readonly Phone[];
}

/** STOP or START: one commit, and one answer to a STOP. */
export async function takeKeyword(
  taking: Taking,
  { message, keyword, numbers }: KeywordMessage,
): Promise<void> {
  const nowMs = taking.now();
  const taken = await taking.store.takeKeyword({
    messageId: message.messageId,
    keyword: keyword.kind,
    phoneHashes: numbers.map(taking.hashPhone),
    // The phone's clock orders the two words; it cannot put one into the future.
    saidAt: toInstant(Math.min(message.saidAtMs ?? nowMs, nowMs)),
    receivedAt: toInstant(nowMs),
    wording: `reply "${keyword.kind}" (${keyword.language})`,
  });
  taking.log.info(
    { keyword: keyword.kind, isNew: taken.isNew, debts: taken.debts.length },
    'rapiwa_hook.keyword',
  );
  if (!taken.isNew || keyword.kind !== 'stop') return;
  taking.onNews();
  if (keyword.isAmbiguous) await askStaff(taking, taken);
  // Only to those whom we have written to, or may write to: strangers get nothing from us.
  if (taken.knownAs === null) return;
  const [first] = numbers;
  if (first) taking.answerStop({ to: first, phoneHash: taken.knownAs, language: keyword.language });
}

/** "Cancel" may mean the messages or the subscription: the messages stop, and a person asks. */
async function askStaff({ alerts }: Taking, { debts }: KeywordTaken): Promise<void> {
  if (debts.length === 0) return;
  const about = debts.map(({ debtId }) => debtId).join(', ');
  await alerts.alert({
    key: `cancel-word:${about}`,
    what: `the customer of ${about} answered "cancel": they get no more messages`,
    remedy: 'ask whether they mean the subscription, and cancel it at the processor if so',
  });
}

export async function tellHiddenKeyword(
  { alerts }: Taking,
  { messageId }: Message,
  { kind }: ReplyKeyword,
): Promise<void> {
  await alerts.alert({
    key: `hidden-sender:${messageId}`,
    what: `somebody wrote ${kind.toUpperCase()}, and Rapiwa does not say from what number`,
    remedy:
      'find the message on the WhatsApp device; remove whatsapp_phone from the metadata of that customer',
  });
}
