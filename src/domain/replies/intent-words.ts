import type { IntentKind } from './intent.ts';

/** What a customer does with their reply, as a headline for staff goes on: `Maria Silva says it is paid`. */
export const INTENT_WORDS: Readonly<Record<IntentKind, string>> = {
  help: 'asks for help',
  already_paid: 'says it is paid',
  will_pay: 'promises to pay',
  dispute: 'disputes it',
  wrong_person: 'is the wrong person',
  cancel: 'wants to cancel',
  stop: 'wants no more messages',
  other: 'replied',
};
