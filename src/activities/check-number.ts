import { toInstant } from '../domain/instant.ts';
import type { ActivityDeps } from './deps.ts';
import type { Route } from './choose-route.ts';

/**
 * Asks once whether a new number is on WhatsApp, in the slot of its message, so that the pace of the device is kept.
 * Only a clear no keeps the message back; every answer is remembered, so that the next step does not ask again.
 */
export async function isAbsent(
  { ledger, clock, numberCheck }: ActivityDeps,
  { phone, phoneHash, verdict }: Extract<Route, { channel: 'whatsapp' }>,
): Promise<boolean> {
  if (verdict || !numberCheck) return verdict === 'absent';
  const heard = await numberCheck.check(phone);
  await ledger.recordNumberVerdict(phoneHash, heard, toInstant(await clock()));
  return heard === 'absent';
}
