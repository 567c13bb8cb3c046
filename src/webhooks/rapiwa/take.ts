import { assertNever } from '../../domain/assert-never.ts';
import { toInstant } from '../../domain/instant.ts';
import { readReplyKeyword, type ReplyLanguage } from '../../domain/reply-keyword.ts';
import type { Phone } from '../../domain/phone.ts';
import { readSender } from '../../domain/whatsapp-number.ts';
import type { InboundStore, KeywordTaken } from '../../ports/inbound.ts';
import type { Log } from '../../ports/log.ts';
import type { StaffAlerts } from '../../ports/staff-alerts.ts';
import type { RapiwaPayload } from './payload.ts';

export interface Taking {
  readonly store: InboundStore;
  readonly hashPhone: (phone: Phone) => string;
  /** Tells the customer that the STOP was heard; not waited for. */
  readonly answerStop: (to: StopAnswer) => void;
  /** News waits for running recoveries. */
  readonly onNews: () => void;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
}

export interface StopAnswer {
  /** As the customer's own WhatsApp writes it. */
  readonly to: Phone;
  readonly phoneHash: string;
  readonly language: ReplyLanguage;
}

type Message = Extract<RapiwaPayload, { kind: 'message' }>;

/** Commits what one payload tells. Nothing of a message is kept or logged but a keyword and a keyed hash. */
export function createTake(taking: Taking): (payload: RapiwaPayload) => Promise<void> {
  return async (payload) => {
    switch (payload.kind) {
      case 'message':
        return takeMessage(taking, payload);
      case 'receipt': {
        const { messageId, status } = payload;
        const became = await taking.store.takeReceipt({
          messageId,
          status,
          receivedAt: toInstant(taking.now()),
        });
        if (became === 'hint') taking.log.warn({ status }, 'rapiwa_hook.receipt_without_delivery');
        return;
      }
      case 'other_status':
        return noteOtherStatus(taking, payload);
      case 'ignored':
        return taking.log.info({ why: payload.why }, 'rapiwa_hook.ignored');
      default:
        return assertNever(payload);
    }
  };
}

async function noteOtherStatus(
  { alerts, log }: Taking,
  { messageId, isFailure }: Extract<RapiwaPayload, { kind: 'other_status' }>,
): Promise<void> {
  log.warn({ messageId, isFailure }, 'rapiwa_hook.status_not_known');
  if (!isFailure) return;
  await alerts.alert({
    key: `receipt-failed:${messageId}`,
    what: `WhatsApp says that it could not deliver message ${messageId}`,
    remedy: 'find it in table deliveries (provider_message_id) and contact the customer another way',
  });
}

async function takeMessage(taking: Taking, message: Message): Promise<void> {
  const sender = readSender(message);
  if (sender.kind === 'crowd') return taking.log.info({ why: 'crowd' }, 'rapiwa_hook.ignored');
  const keyword = readReplyKeyword(message.text);
  // Other replies are for the next version: they are not kept.
  if (!keyword) return taking.log.info({ why: 'no_keyword' }, 'rapiwa_hook.ignored');
  if (sender.kind === 'hidden') return tellHidden(taking, { message, kind: keyword.kind });
  const numbers = sender.numbers.map((phone) => ({ phone, hash: taking.hashPhone(phone) }));
  const nowMs = taking.now();
  const taken = await taking.store.takeKeyword({
    messageId: message.messageId,
    keyword: keyword.kind,
    phoneHashes: numbers.map(({ hash }) => hash),
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
  if (first) taking.answerStop({ to: first.phone, phoneHash: taken.knownAs, language: keyword.language });
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

async function tellHidden(
  { alerts }: Taking,
  { message, kind }: { readonly message: Message; readonly kind: 'stop' | 'start' },
): Promise<void> {
  await alerts.alert({
    key: `hidden-sender:${message.messageId}`,
    what: `somebody wrote ${kind.toUpperCase()}, and Rapiwa does not say from what number`,
    remedy:
      'find the message on the WhatsApp device; remove whatsapp_phone from the metadata of that customer',
  });
}
