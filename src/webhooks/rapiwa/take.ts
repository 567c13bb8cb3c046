import { assertNever } from '../../domain/assert-never.ts';
import { toInstant } from '../../domain/instant.ts';
import { readReplyKeyword } from '../../domain/reply-keyword.ts';
import type { ContactHours } from '../../domain/contact-hours.ts';
import type { Phone } from '../../domain/phone.ts';
import { readSender } from '../../domain/whatsapp-number.ts';
import type { InboundStore } from '../../ports/inbound.ts';
import type { Log } from '../../ports/log.ts';
import type { StaffAlerts } from '../../ports/staff-alerts.ts';
import type { RapiwaPayload } from './payload.ts';
import { takeKeyword, tellHiddenKeyword, type StopAnswer } from './take-keyword.ts';
import { takeReply, tellHiddenReply, type Acknowledgement } from './take-reply.ts';

export interface Taking {
  readonly store: InboundStore;
  readonly hashPhone: (phone: Phone) => string;
  /** Tells the customer that the STOP was heard; not waited for. */
  readonly answerStop: (to: StopAnswer) => void;
  /** Tells the customer, once a conversation, that a person will read the reply; not waited for. */
  readonly acknowledge: (reply: Acknowledgement) => void;
  /** News waits for running recoveries, or for staff. */
  readonly onNews: () => void;
  /** When the owner of a number may be written to, and where their "Friday" is. */
  readonly hoursOf: (phone: Phone) => ContactHours;
  /** How long a planned day lasts, in milliseconds. */
  readonly dayLengthMs: number;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
}

export type Message = Extract<RapiwaPayload, { kind: 'message' }>;

/** Commits what one payload tells. Nothing of a message is logged but what it asks for; a customer's words are kept. */
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
  if (sender.kind === 'hidden') {
    return keyword ? tellHiddenKeyword(taking, message, keyword) : tellHiddenReply(taking);
  }
  const { numbers } = sender;
  return keyword ? takeKeyword(taking, { message, keyword, numbers }) : takeReply(taking, message, numbers);
}
