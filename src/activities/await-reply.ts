import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ReleasedHolds } from '../ports/reply-ledger.ts';
import type { Held } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { holdFor } from './reach-customer.ts';

export interface Listening {
  readonly recovery: RecoveryInput;
  readonly disputesReleasedAt?: IsoInstant | null;
  readonly repliesReleasedAt?: IsoInstant | null;
}

/**
 * Null where no reply holds this customer's reminders, else the hold: the ledger knows of a reply from the commit of its
 * hook on, the workflow from its signal on. What staff released in the workflow does not count again.
 */
export async function awaitReply(
  deps: ActivityDeps,
  listening: Listening,
  { phoneHash }: { readonly phoneHash: string },
): Promise<Held | null> {
  const now = toInstant(await deps.clock());
  const query = { phoneHash, debt: listening.recovery, now, ...releasedHolds(listening) };
  const hold = await deps.ledger.findReplyHold(query);
  if (!hold) return null;
  return hold.until ? { kind: 'held', why: hold.kind, recheckAt: hold.until } : holdFor(deps, hold.kind);
}

export function releasedHolds({
  disputesReleasedAt = null,
  repliesReleasedAt = null,
}: Omit<Listening, 'recovery'>): ReleasedHolds {
  return { disputesReleasedAt, repliesReleasedAt };
}
