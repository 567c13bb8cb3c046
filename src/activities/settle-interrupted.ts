import type { DeliveryStep } from '../domain/delivery.ts';
import type { DebtRef } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type { DeliveryRecord } from '../ports/ledger.ts';
import type { ActivityDeps } from './deps.ts';

type SettlingDeps = Pick<ActivityDeps, 'ledger' | 'alerts' | 'clock'>;

/**
 * The step's delivery as earlier attempts left it. One found `sending` was cut off between licence and recorded
 * answer: nobody can know whether the request went out, so it is `unknown` from now on.
 */
export async function settleInterrupted(
  deps: SettlingDeps,
  debt: DebtRef,
  step: DeliveryStep,
): Promise<DeliveryRecord | null> {
  const deliveries = await deps.ledger.deliveriesOf(debt);
  const found = deliveries.find((delivery) => delivery.step === step && delivery.channel === 'whatsapp');
  return found?.state === 'sending' ? settleAsUnknown(deps, debt, found) : (found ?? null);
}

/** Before a recovery closes: whatever was cut off while it was sent is told, not left behind. */
export async function settleAllInterrupted(deps: SettlingDeps, debt: DebtRef): Promise<void> {
  for (const delivery of await deps.ledger.deliveriesOf(debt)) {
    if (delivery.state === 'sending' && delivery.step !== 'confirmation')
      await settleAsUnknown(deps, debt, delivery);
  }
}

async function settleAsUnknown(
  deps: SettlingDeps,
  debt: DebtRef,
  found: DeliveryRecord,
): Promise<DeliveryRecord> {
  const { step } = found;
  const now = toInstant(await deps.clock());
  await deps.ledger.settleDelivery({
    deliveryId: found.id,
    state: 'unknown',
    reason: 'interrupted between licence and answer',
    now,
  });
  await deps.alerts.alert({
    key: `unknown:${debt.debtId}:${step}`,
    what: `${step} of ${debt.debtId} was interrupted while it was being sent: it may or may not have gone out`,
    remedy: 'look at the WhatsApp device; the message is never sent again by itself',
  });
  return { ...found, state: 'unknown', at: now };
}
