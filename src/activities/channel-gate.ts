import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { Held } from '../workflows/activity-contract.ts';
import type { ChannelTrouble } from '../ports/message-channel.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { ActivityDeps } from './deps.ts';
import { holdFor } from './reach-customer.ts';
import type { DeliverStepRequest } from '../workflows/activity-contract.ts';

/** A lost connection heals by itself more often than a refused key. */
const FIRST_PAUSE_MS = { unreachable: 60_000, other: 300_000 } as const;

export interface ChannelGate {
  readonly deliveryId: string;
  readonly debt: DebtRef;
}

/** The device may send. `isProbe`: it was blocked, and this message shows whether it still is. */
export interface Open {
  readonly kind: 'open';
  readonly isProbe: boolean;
}

/**
 * Whether the device may send. While it is blocked every recovery holds without a request, but for one at a time:
 * without a health reading, only a message shows that the device is repaired.
 */
export async function awaitChannel(
  deps: ActivityDeps,
  { trouble }: Pick<DeliverStepRequest, 'trouble'>,
  { deliveryId, debt }: ChannelGate,
): Promise<Held | Open> {
  const now = toInstant(await deps.clock());
  const answer = await deps.ledger.askChannel({ device: deps.device, debt, deliveryId, now });
  if (answer === 'held') return waitToBeTold(deps, trouble);
  return { kind: 'open', isProbe: answer === 'probe' };
}

/**
 * Whoever ends the block tells everybody whom it held, so that looking again is only for news that was lost. The first
 * look is soon: a release may have come while this recovery was about to hold.
 */
function waitToBeTold(deps: ActivityDeps, trouble: DeliverStepRequest['trouble']): Promise<Held> {
  const isFirst = trouble?.why !== 'channel';
  const soonMs = Math.min(FIRST_PAUSE_MS.other, deps.policy.holdRecheckMs);
  return isFirst ? holdFor(deps, 'channel', soonMs) : holdFor(deps, 'channel');
}

/**
 * The block ends with the probe that goes out; the others are told at once. A message that met no block ends none: one
 * that came while it was on its way is later than its work.
 * @param beganAt when the work on this message began: a block that came later is not ended by it
 */
export async function noteSent(deps: ActivityDeps, beganAt: IsoInstant): Promise<void> {
  const { device, ledger } = deps;
  const now = toInstant(await deps.clock());
  const told = await ledger.clearChannel({ device, by: 'send', now, blockedBefore: beganAt });
  if (told !== null) deps.log.info({ device: deps.device, told }, 'channel.cleared');
}

/** One fact, one alert, however many recoveries would meet it. @returns the hold of the message that met it */
export async function noteBlocked(
  deps: ActivityDeps,
  why: ChannelTrouble | 'unreachable',
  debt: DebtRef | null,
): Promise<Held> {
  const { device, ledger, alerts, policy } = deps;
  const now = toInstant(await deps.clock());
  const pauses = {
    firstPauseMs: why === 'unreachable' ? FIRST_PAUSE_MS.unreachable : FIRST_PAUSE_MS.other,
    longestPauseMs: policy.holdRecheckMs,
  };
  const { isNews, probeAt } = await ledger.blockChannel({ device, why, ...pauses, debt, now });
  if (isNews) {
    await alerts.alert({
      key: `channel:${device}:${why}:${now}`,
      what: `WhatsApp cannot send (${why}): every sequence holds`,
      remedy:
        'check the device, its key and its plan at Rapiwa, then: npm run recoup -- channel check; sequences also go ' +
        'on by themselves after the repair',
    });
  }
  return { kind: 'held', why: 'channel', recheckAt: probeAt };
}
