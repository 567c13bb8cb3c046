import type { EmailAddress } from '../domain/email-address.ts';
import type { Phone } from '../domain/phone.ts';
import type { WindowPolicy } from '../domain/window-presets.ts';
import type { Renderer } from '../messages/render.ts';
import type { Billing } from '../ports/billing.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { SuspensionPolicy } from '../domain/suspension-policy.ts';
import type { WinbackTerms } from '../domain/winback-terms.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crm } from '../ports/crm.ts';
import type { EmailChannel } from '../ports/email-channel.ts';
import type { DeclineLookup } from '../ports/declines.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { PayLinks } from '../ports/links.ts';
import type { Log } from '../ports/log.ts';
import type { MessageChannel } from '../ports/message-channel.ts';
import type { NumberCheck } from '../ports/number-check.ts';
import type { SendPace } from '../ports/pace-ledger.ts';
import type { PerSource } from '../ports/per-source.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import type { Subscriptions } from '../ports/subscriptions.ts';
import type { Offers } from '../ports/winback.ts';

/** What the business decided about its messages. */
export interface MessagePolicy {
  readonly businessName: string;
  readonly supportContact: string | null;
  readonly window: WindowPolicy;
  /** IANA zone of customers of whom nothing says where they are. */
  readonly zone: string;
  /** Suspend on Monday to Friday only, and keep the weekdays of the country presets. */
  readonly weekdayRule: boolean;
  /** Least time between the final notice and the suspension it announces, in milliseconds. */
  readonly minimumNoticeMs: number;
  /** Least time between two reminders of one recovery, in milliseconds: a planned day. */
  readonly reminderGapMs: number;
  /** Longest time between two looks at a hold, in milliseconds. */
  readonly holdRecheckMs: number;
  /** Every message is recorded and shown, and none is sent; nobody is suspended. */
  readonly isShadow: boolean;
  /** What suspending does beside the fact itself. */
  readonly suspension: SuspensionPolicy;
  /** Null: nobody is offered anything. */
  readonly winbackOffer: WinbackTerms | null;
  /** Null: as fast as they come due. */
  readonly pace: SendPace | null;
}

/** Everything the activities reach the world with. */
export interface ActivityDeps {
  readonly ledger: Ledger;
  readonly billing: PerSource<Billing>;
  /** Hints, which no message waits for. */
  readonly declines: PerSource<DeclineLookup>;
  /** Of sources that can pause or cancel one; of the others a suspension is the ledger's fact alone. */
  readonly subscriptions: PerSource<Subscriptions>;
  /** Of sources that can make codes; customers of the others are offered nothing. */
  readonly offers: PerSource<Offers>;
  readonly whatsapp: MessageChannel;
  /** Null when no mail server is configured. */
  readonly email: EmailChannel | null;
  /** Null: nobody can be asked whether a number is on WhatsApp. */
  readonly numberCheck: NumberCheck | null;
  /** The linked WhatsApp device, as a short hash of its key: what the ledger knows its troubles by. */
  readonly device: string;
  /** Told beside the ledger; null when none is configured. */
  readonly crm: Crm | null;
  readonly renderer: Renderer;
  readonly alerts: StaffAlerts;
  readonly clock: Clock;
  readonly log: Log;
  /** Keyed hash that finds a number again without keeping it. */
  readonly hashPhone: (phone: Phone) => string;
  /** The same for an address; never equal to a number's. */
  readonly hashAddress: (address: EmailAddress) => string;
  /** Our page that takes "no more mail" for the address of this hash; absent: there is none. */
  readonly unsubscribeLink?: (addressHash: string) => string;
  /** What a customer types to redeem the offer of this debt: always the same, and not to be guessed. */
  readonly offerCode: (debt: DebtRef) => string;
  /** Null: messages carry the processor's own link. */
  readonly payLinks: PayLinks | null;
  readonly policy: MessagePolicy;
}
