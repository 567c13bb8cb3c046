import type { Channel, DeliveryStep } from '../domain/delivery.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { ActivityDeps } from './deps.ts';

interface Message {
  readonly step: DeliveryStep;
  readonly channel: Channel;
}

/** A message that may or may not have gone out, and that nothing else covers. */
export function tellUnknown(
  { alerts }: Pick<ActivityDeps, 'alerts'>,
  { debtId }: DebtRef,
  { step, channel }: Message,
): Promise<void> {
  return alerts.alert({
    key: `unknown:${debtId}:${step}`,
    what: `the answer to ${step} of ${debtId} was lost (${channel}): it may or may not have been sent`,
    remedy: `look ${WHERE[channel]}; the message is never sent again by itself`,
  });
}

const WHERE: Readonly<Record<Channel, string>> = {
  whatsapp: 'at the WhatsApp device',
  email: 'into the log of the mail server',
};

/** A customer whom no channel reaches. */
export function tellNoChannel(
  { alerts }: Pick<ActivityDeps, 'alerts'>,
  { debtId }: DebtRef,
  why: string,
): Promise<void> {
  return alerts.alert({
    key: `no-channel:${debtId}`,
    what: `${debtId}: ${why}`,
    remedy: 'correct whatsapp_phone in the metadata of the customer, or contact them yourself',
  });
}

/** The mail server cannot be used for anybody; WhatsApp's troubles are told by `channel-gate.ts`. */
export function tellMailTrouble({ alerts }: Pick<ActivityDeps, 'alerts'>, why: string): Promise<void> {
  return alerts.alert({
    key: `channel:email:${why}`,
    what: `the mail server cannot be used (${why}): every sequence that needs it holds`,
    remedy: 'check SMTP_URL, EMAIL_FROM and the server; sequences go on by themselves after the repair',
  });
}
