import { parseEmailAddress, type EmailAddress } from '../domain/email-address.ts';
import { toInstant } from '../domain/instant.ts';
import { parsePhone, type Phone } from '../domain/phone.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** Where a customer can be written to; at least one of the two is there. */
export interface Contact {
  /** The number whose owner agreed to notices. */
  readonly phone: Phone | null;
  /**
   * The keyed hash that an opt-out silences this customer by, on every channel: of the number, be it one that the
   * source showed once and shows no more; else of the address.
   */
  readonly phoneHash: string;
  /** Null where no mail server is configured, too. */
  readonly mailbox: Mailbox | null;
}

export interface Mailbox {
  readonly address: EmailAddress;
  readonly addressHash: string;
}

/** The number is remembered in the ledger. Null: there is no way to this customer. */
export async function findContact(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  { customer, invoice }: Pick<OpenLook, 'customer' | 'invoice'>,
): Promise<Contact | null> {
  const customerId = input.customerId ?? invoice.customerId;
  if (!customer || !customerId) return null;
  const known = mailboxOf(deps, customer.email);
  const isUnsubscribed = known !== null && (await deps.ledger.isOptedOut(known.addressHash));
  const phone = customer.whatsappPhone ? parsePhone(customer.whatsappPhone, customer.country) : null;
  if (!phone) {
    if (!known) return null;
    const last = await deps.ledger.lastPhoneHash(input.source, customerId);
    // Mail was the only way: whoever wants none has opted out of everything.
    const phoneHash = isUnsubscribed ? known.addressHash : (last ?? known.addressHash);
    return { phone, phoneHash, mailbox: known };
  }
  const phoneHash = deps.hashPhone(phone);
  await deps.ledger.recordContact({
    debt: input,
    customerId,
    phoneHash,
    marketingConsent: customer.marketingConsent,
    now: toInstant(await deps.clock()),
  });
  return { phone, phoneHash, mailbox: isUnsubscribed ? null : known };
}

function mailboxOf({ email, hashAddress }: ActivityDeps, raw: string | null): Mailbox | null {
  const address = email && raw ? parseEmailAddress(raw) : null;
  return address && { address, addressHash: hashAddress(address) };
}
