import type { DeclineBranch } from '../domain/decline.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';

/** What every message knows. Values are as they come from their source: the renderer makes them safe to print. */
interface Common {
  /** Which text says it, where a sequence names another one than its template's own; see `Texts.find`. */
  readonly textId?: string;
  readonly businessName: string;
  /** Another way to reach the business, e.g. an e-mail address. A link would be a second one in the message. */
  readonly supportContact: string | null;
  readonly customerName: string | null;
  /** BCP 47, see `Renderer.localeFor`. */
  readonly locale: string;
  /** IANA zone in which dates are printed. */
  readonly zone: string;
}

interface AskingToPay extends Common {
  /** Still due. */
  readonly amount: Money;
  /** Page to pay or to update the payment details; null: the text invites a reply instead. */
  readonly payUrl: string | null;
  /** With the customer's other open invoices, where the message names them: how many, and one amount a currency. */
  readonly together?: { readonly invoices: number; readonly totals: readonly Money[] };
  /** `kept` when absent. */
  readonly subscription?: SubscriptionFate;
}

/**
 * What not paying does to the subscription. `kept`: access is paused and comes back with the payment. `will_end`: it is
 * cancelled in the end, for good. `has_ended`: it is over already, so nothing may be promised or threatened.
 */
export type SubscriptionFate = 'kept' | 'will_end' | 'has_ended';

/** A way back for a suspended customer. */
export interface Offer {
  /** 20 is 20 % off. */
  readonly percent: number;
  readonly code: string;
  readonly expiresAt: IsoInstant;
}

/** One message to be written: which text, and the facts it needs. */
export type RenderRequest =
  | (AskingToPay & {
      readonly template: 'first_notice';
      /** `generic` when absent. */
      readonly decline?: DeclineBranch;
    })
  | (AskingToPay & {
      readonly template: 'second_notice';
      readonly accessEndsAt: IsoInstant;
      /** The processor's tries so far, from the re-read: "we tried again" is only said from 2 on. */
      readonly chargeAttempts: number;
      readonly decline?: DeclineBranch;
    })
  | (AskingToPay & { readonly template: 'final_notice'; readonly suspendAt: IsoInstant })
  | (AskingToPay & { readonly template: 'suspension' })
  | (AskingToPay & {
      readonly template: 'order_notice';
      /** As the buyer knows it, e.g. `A-1007`. */
      readonly orderNumber: string;
      readonly expiresAt: IsoInstant;
    })
  | (AskingToPay & { readonly template: 'suspension_with_offer'; readonly offer: Offer })
  | (Common & {
      readonly template: 'confirmation';
      /**
       * `still_suspended`: another unpaid invoice of the same subscription keeps access back.
       * `ended`: the processor cancelled the subscription meanwhile, and a payment does not revive it.
       * `none`: an order, which gives no access.
       */
      readonly access: 'unchanged' | 'restored' | 'still_suspended' | 'ended' | 'none';
    })
  | (Common & { readonly template: 'opt_out_confirmation' | 'reply_acknowledgement' });

/** A message ready to be sent. */
export interface RenderedMessage {
  /** Id of the text: a `TemplateName`, or one of the business's own. */
  readonly template: string;
  readonly class: MessageClass;
  /** BCP 47: how amounts and dates are written. */
  readonly locale: string;
  /** Language of the text, e.g. `en`. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** What stands above a mail, after the name of the business. */
  readonly subject: string;
  /** What is written on a mail's button; null: the address itself. */
  readonly button: string | null;
  readonly text: string;
}

export type TemplateName = RenderRequest['template'];

/** A notice serves the account and holds no promotion; marketing needs its own consent. */
export type MessageClass = 'notice' | 'marketing';
