import type { Channel } from '../domain/delivery.ts';
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

/**
 * WhatsApp first, then e-mail; never a channel that has refused this contact for this step, nor one on which an answer
 * was lost.
 * @param refused channels that refused the message in this call for a reason that may pass
 */
export async function chooseRoute(
  deps: ActivityDeps,
  contact: Contact,
  { soFar, refused }: { readonly soFar: StepSoFar; readonly refused: ReadonlySet<Channel> },
): Promise<Route | NoRoute> {
  const { phone, phoneHash, mailbox } = contact;
  const verdict = phone ? await knownVerdict(deps, phoneHash, soFar) : null;
  const notWhatsapp = whyNotWhatsapp(contact, soFar, { verdict, isRefused: refused.has('whatsapp') });
  if (phone && !notWhatsapp) return { channel: 'whatsapp', phone, phoneHash, verdict };
  const isTaken = soFar.email?.state === 'rejected' && soFar.email.addressHash === mailbox?.addressHash;
  if (mailbox && !isTaken && !refused.has('email')) return { channel: 'email', phoneHash, mailbox };
  return { channel: null, why: [notWhatsapp, whyNotEmail(deps, mailbox)].filter(Boolean).join('; ') };
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
