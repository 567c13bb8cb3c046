import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs, type IsoInstant } from '../../src/domain/instant.ts';

/** A step's note in the ledger. */
export interface Note {
  readonly note: string;
  /** How often the same was found. */
  readonly times: number;
}

/** The ledger's note in the words of the business; one that is not known here is shown as it is. */
export function inWords({ note, times }: Note): string {
  const [, kind = '', why = '', detail] = /^(deferred|held|skipped): (\w+)(?: \((.*)\))?/.exec(note) ?? [];
  const words = WORDS[`${kind} ${why}`];
  if (!words) return note;
  const said = detail ? `${words} (${detail})` : words;
  return times > 1 ? `${said}, ${times} looks` : said;
}

const WORDS: Readonly<Record<string, string>> = {
  'deferred window': 'waited for the customer’s hours',
  'deferred governor': 'waited for its place in the sender’s queue',
  'deferred daily_cap':
    'waited for the next day: one reminder a day to a number, and no more than the sender’s daily cap',
  'deferred processor_unreachable':
    'waited for the processor: without a fresh look at the invoice nothing is sent',
  'deferred being_paid': 'waited: the money was on its way',
  'deferred notice_period': 'waited for the date that the final notice announces',
  'held channel': 'was on hold: Rapiwa does not take messages, and staff are told',
  'held no_channel': 'was on hold: no way to reach the customer, and staff are told',
  'held final_notice_unconfirmed': 'was on hold: no final notice surely arrived, so nothing is suspended',
  'held dispute': 'was on hold: the payment is disputed',
  'held reply': 'was on hold: the customer wrote, and staff answer',
  'held promise': 'was on hold: the customer promised to pay',
  'held staff': 'was on hold by staff',
  'skipped superseded': 'not sent: the next message was due as well',
  'skipped opted_out': 'not sent: the customer said STOP',
  'skipped merged': 'not sent: the day’s message about another invoice named this one too',
};

/** Of the suspension. */
export const ANNOUNCED_DATE = 'on the date that the final notice announces, in the customer’s hours';

export interface Timing {
  readonly dueAt: IsoInstant | null;
  readonly sentAt: IsoInstant;
  readonly firstFailureAt: IsoInstant;
  /** In the words of the business. */
  readonly reasons: readonly string[];
}

/** A message this little after its due instant was not delayed: an activity takes its time. */
const AT_ONCE_MS = 60_000;

/** Why a message went out when it did. */
export function whyThen({ dueAt, sentAt, firstFailureAt, reasons }: Timing): string {
  if (!dueAt) return 'right after the payment';
  const plan = `planned for ${dayOf(dueAt, firstFailureAt)}`;
  const lateMs = toEpochMs(sentAt) - toEpochMs(dueAt);
  if (lateMs < AT_ONCE_MS) return plan;
  return [plan, ...reasons].join('; ');
}

/** `day 3`: whole days since the first failure. */
export function dayOf(at: IsoInstant, firstFailureAt: IsoInstant): string {
  const days = (toEpochMs(at) - toEpochMs(firstFailureAt)) / DAY_MS;
  // A first failure is told in whole seconds: what is this little early is not of the day before.
  return `day ${Math.floor(days + 0.001)}`;
}
