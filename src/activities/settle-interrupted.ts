import type { DebtRef } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type { DeliveryRecord } from '../ports/ledger.ts';
import type { ActivityDeps } from './deps.ts';
import { tellUnknown } from './tell-staff.ts';

type SettlingDeps = Pick<ActivityDeps, 'ledger' | 'alerts' | 'clock'>;

/**
 * The delivery as earlier attempts left it. One found `sending` was cut off between licence and recorded answer:
 * nobody can know whether the request went out, so it is `unknown` from now on.
 */
export async function settleInterrupted(deps: SettlingDeps, found: DeliveryRecord): Promise<DeliveryRecord> {
  if (found.state !== 'sending') return found;
  const now = toInstant(await deps.clock());
  await deps.ledger.settleDelivery({
    deliveryId: found.id,
    requestedAt: found.requestedAt,
    state: 'unknown',
    reason: 'interrupted between licence and answer',
    now,
  });
  return { ...found, state: 'unknown', at: now };
}

/** Before a recovery closes: whatever was cut off while it was sent is told, not left behind. */
export async function settleAllInterrupted(deps: SettlingDeps, debt: DebtRef): Promise<void> {
  for (const delivery of await deps.ledger.deliveriesOf(debt)) {
    if (delivery.state !== 'sending' || delivery.step === 'confirmation') continue;
    await settleInterrupted(deps, delivery);
    await tellUnknown(deps, debt, delivery);
  }
}
