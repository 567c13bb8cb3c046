import type { ContactWindow } from '../domain/contact-window.ts';
import type { Source } from '../domain/ids.ts';
import type { Phone } from '../domain/phone.ts';
import type { Renderer } from '../messages/render.ts';
import type { Billing } from '../ports/billing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crm } from '../ports/crm.ts';
import type { Ledger, SendPace } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { MessageChannel } from '../ports/message-channel.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';

/** What the business decided about its messages. */
export interface MessagePolicy {
  readonly businessName: string;
  readonly supportContact: string | null;
  readonly window: ContactWindow;
  /** IANA zone of the contact window and of printed dates. */
  readonly zone: string;
  /** Suspend on Monday to Friday only. */
  readonly weekdayRule: boolean;
  /** Least time between the final notice and the suspension it announces, in milliseconds. */
  readonly minimumNoticeMs: number;
  /** Least time between two reminders of one recovery, in milliseconds: a planned day. */
  readonly reminderGapMs: number;
  /** Longest time between two looks at a hold, in milliseconds. */
  readonly holdRecheckMs: number;
  /** Null: as fast as they come due. */
  readonly pace: SendPace | null;
}

/** Everything the activities reach the world with. */
export interface ActivityDeps {
  readonly ledger: Ledger;
  readonly billing: Readonly<Record<Source, Billing>>;
  readonly whatsapp: MessageChannel;
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
  readonly policy: MessagePolicy;
}
