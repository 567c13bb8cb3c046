import { CHANNELS, type Channel } from '../domain/channel.ts';
import { toInstant } from '../domain/instant.ts';
import type { NumberVerdict } from '../domain/number-verdict.ts';
import type { Phone } from '../domain/phone.ts';
import type { ActivityDeps } from './deps.ts';
import type { Contact, Mailbox } from './find-contact.ts';
import type { StepSoFar } from './step-so-far.ts';

/** The way this step's message takes to the customer. */
export type Route =
  | {
      readonly channel: 'whatsapp';
      readonly phoneHash: string;
      readonly phone: Phone;
      /** Null: nobody has asked lately whether the number is on WhatsApp. */
      readonly verdict: NumberVerdict | null;
    }
  | { readonly channel: 'email'; readonly phoneHash: string; readonly mailbox: Mailbox };

export interface NoRoute {
  readonly channel: null;
  /** For staff: why WhatsApp is none, and then why e-mail is none either. */
  readonly why: string;
}

export interface RouteOptions {
  readonly soFar: StepSoFar;
  /** Channels that refused the message in this call for a reason that may pass. */
  readonly refused: ReadonlySet<Channel>;
  /** Best first; absent: WhatsApp, then e-mail. */
  readonly channels?: readonly Channel[];
}

/**
 * The first channel of the step that will do; never one that has refused this contact for this step, nor one on which
 * an answer was lost.
 */
export async function chooseRoute(
  deps: ActivityDeps,
  contact: Contact,
  options: RouteOptions,
): Promise<Route | NoRoute> {
  const reasons: (string | null)[] = [];
  for (const channel of options.channels ?? CHANNELS) {
    const route =
      channel === 'whatsapp' ? await onWhatsapp(deps, contact, options) : onEmail(deps, contact, options);
    if (route.channel !== null) return route;
    reasons.push(route.why);
  }
  return { channel: null, why: reasons.filter(Boolean).join('; ') };
}

async function onWhatsapp(
  deps: ActivityDeps,
  contact: Contact,
  { soFar, refused }: RouteOptions,
): Promise<Route | NoRoute> {
  const { phone, phoneHash } = contact;
  const verdict = phone ? await knownVerdict(deps, phoneHash, soFar) : null;
  const why = whyNotWhatsapp(contact, soFar, { verdict, isRefused: refused.has('whatsapp') });
  if (phone && !why) return { channel: 'whatsapp', phone, phoneHash, verdict };
  return { channel: null, why: why ?? '' };
}

function onEmail(
  deps: ActivityDeps,
  { phoneHash, mailbox }: Contact,
  { soFar, refused }: RouteOptions,
): Route | NoRoute {
  const isTaken = soFar.email?.state === 'rejected' && soFar.email.addressHash === mailbox?.addressHash;
  if (mailbox && !isTaken && !refused.has('email')) return { channel: 'email', phoneHash, mailbox };
  return { channel: null, why: whyNotEmail(deps, mailbox) ?? '' };
}

async function knownVerdict(
  { ledger, clock, numberCheck }: ActivityDeps,
  phoneHash: string,
  { provenNumbers }: StepSoFar,
): Promise<NumberVerdict | null> {
  if (!numberCheck) return 'unknown';
  if (provenNumbers.has(phoneHash)) return 'exists';
  return ledger.numberVerdict(phoneHash, toInstant(await clock()));
}

function whyNotWhatsapp(
  { phone, phoneHash }: Contact,
  { whatsapp }: StepSoFar,
  { verdict, isRefused }: { readonly verdict: NumberVerdict | null; readonly isRefused: boolean },
): string | null {
  if (whatsapp?.state === 'unknown') return 'the answer on WhatsApp was lost';
  if (!phone) return 'the customer has no usable WhatsApp number with consent';
  if (isRefused) return 'Rapiwa refused the message for a reason of its own';
  if (whatsapp?.state === 'rejected' && whatsapp.phoneHash === phoneHash)
    return 'WhatsApp does not take the number';
  return verdict === 'absent' ? 'the number is not on WhatsApp' : null;
}

function whyNotEmail({ email }: ActivityDeps, mailbox: Mailbox | null): string | null {
  if (!email) return null;
  return mailbox ? 'the mail server does not take the message' : 'there is no usable e-mail address';
}
