import { toInstant } from '../domain/instant.ts';
import { parsePhone, type Phone } from '../domain/phone.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import type { Deferred, Held } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** The customer can be written to, now, on this number. */
export interface Reachable {
  readonly kind: 'reachable';
  readonly phone: Phone;
  readonly phoneHash: string;
}

/** The number whose owner agreed to notices, remembered in the ledger; null when there is no usable one. */
export async function findPhone(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  { customer, invoice }: Pick<OpenLook, 'customer' | 'invoice'>,
): Promise<Reachable | null> {
  const phone = customer?.whatsappPhone ? parsePhone(customer.whatsappPhone, customer.country) : null;
  const customerId = input.customerId ?? invoice.customerId;
  if (!customer || !phone || !customerId) return null;
  const phoneHash = deps.hashPhone(phone);
  await deps.ledger.recordContact({
    debt: input,
    customerId,
    phoneHash,
    marketingConsent: customer.marketingConsent,
    now: toInstant(await deps.clock()),
  });
  return { kind: 'reachable', phone, phoneHash };
}

/** Null when the sender may send now, else the wait for this delivery's place in the queue. */
export async function awaitPace(deps: ActivityDeps, deliveryId: string): Promise<Deferred | null> {
  if (!deps.policy.pace) return null;
  const now = toInstant(await deps.clock());
  const slot = await deps.ledger.reserveSlot(deliveryId, deps.policy.pace, now);
  return slot.at > now ? { kind: 'deferred', until: slot.at, why: slot.why } : null;
}

/** A hold that is looked at again, after 6 hours unless said otherwise. */
export async function holdFor(
  deps: ActivityDeps,
  why: Held['why'],
  ms = deps.policy.holdRecheckMs,
): Promise<Held> {
  return { kind: 'held', why, recheckAt: toInstant((await deps.clock()) + ms) };
}
