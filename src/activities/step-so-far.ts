import { isConfirmed, type Channel, type DeliveryStep } from '../domain/delivery.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { DeliveryRecord } from '../ports/ledger.ts';
import type { DeliverStepResult, OtherDelivery } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { settleInterrupted } from './settle-interrupted.ts';

/** What earlier attempts of a step left in the ledger; nothing of it is under way any more. */
export interface StepSoFar {
  readonly whatsapp: DeliveryRecord | null;
  readonly email: DeliveryRecord | null;
  /** Messages of this debt's other steps. */
  readonly others: readonly DeliveryRecord[];
  /** Numbers, as hashes, that took a WhatsApp message of this debt. */
  readonly provenNumbers: ReadonlySet<string>;
}

/** Reads it; what was cut off while it was being sent is `unknown` from now on. */
export async function stepSoFar(deps: ActivityDeps, debt: DebtRef, step: DeliveryStep): Promise<StepSoFar> {
  const all = await deps.ledger.deliveriesOf(debt);
  const on = async (channel: Channel): Promise<DeliveryRecord | null> => {
    const found = all.find((delivery) => delivery.step === step && delivery.channel === channel);
    return found ? settleInterrupted(deps, found) : null;
  };
  const taken = all.filter(({ channel, state }) => channel === 'whatsapp' && isConfirmed(state));
  return {
    whatsapp: await on('whatsapp'),
    email: await on('email'),
    others: all.filter((delivery) => delivery.step !== step),
    provenNumbers: new Set(taken.map(({ phoneHash }) => phoneHash)),
  };
}

/** A message that the customer surely or possibly has: this step sends none on the same channel again. */
export type Settled = Extract<DeliverStepResult, { kind: 'sent' | 'unknown' }>;

/** What earlier attempts already did for good; null while there is a channel left to try. */
export function settledResult(
  soFar: StepSoFar,
  { hasEmail }: { readonly hasEmail: boolean },
): Settled | null {
  const tried = [soFar.email, soFar.whatsapp].filter((delivery) => delivery !== null);
  const sent = tried.find(({ state }) => isConfirmed(state));
  if (sent)
    return { kind: 'sent', channel: sent.channel, at: sent.at, suspendAt: null, ...beside(soFar, sent) };
  const lost = tried.find(({ state }) => state === 'unknown');
  const mayCover = lost?.channel === 'whatsapp' && hasEmail;
  return lost && !mayCover ? unknownResult(soFar, lost) : null;
}

/** The step ends without anybody knowing whether its message arrived. */
export function unknownResult(soFar: StepSoFar, lost: DeliveryRecord): Settled {
  return { kind: 'unknown', channel: lost.channel, at: lost.at, ...beside(soFar, lost) };
}

/** What became of the same message on the other channel, as far as anything did. */
export function beside(
  { whatsapp, email }: StepSoFar,
  { channel }: Pick<DeliveryRecord, 'channel'>,
): { readonly beside?: OtherDelivery } {
  const other = channel === 'email' ? whatsapp : email;
  if (other?.state !== 'unknown' && other?.state !== 'rejected') return {};
  return { beside: { channel: other.channel, state: other.state, at: other.at } };
}
