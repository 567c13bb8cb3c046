import { aboutOf, type PaymentEvent } from '../domain/events.ts';
import { toInstant } from '../domain/instant.ts';
import type { RelayRound, RelayStore } from '../ports/inbox.ts';
import type { Log } from '../ports/log.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { handOff } from './hand-off.ts';
import { startRounds, type RoundResult, type Rounds } from './rounds.ts';

export interface RelayOptions {
  readonly store: RelayStore;
  readonly handOver: (event: PaymentEvent) => Promise<void>;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
  /** Rows handed over at once. */
  readonly batch?: number;
  /** How often to look without being woken: rows of other replicas, and rows to try again. */
  readonly idleMs?: number;
  /** How long to leave Temporal alone after it was not reached, whatever comes in meanwhile. */
  readonly awayMs?: number;
}

export interface Relay extends Rounds {
  /** Whether the last hand-over reached Temporal. */
  reachesTemporal(): boolean;
}

/** Carries inbox rows to Temporal for as long as the process lives. */
export function startRelay(options: RelayOptions): Relay {
  const { batch = 20, idleMs, awayMs } = options;
  let reaches = true;
  const round = async (): Promise<RoundResult> => {
    // While Temporal is away one row asks after it: a whole batch would only be begun in vain, every second.
    const { taken, unreachable } = await relayOnce(options, reaches ? batch : 1);
    if (taken > 0) reaches = unreachable === 0;
    if (!reaches) return 'away';
    return taken > 0 ? 'more' : 'idle';
  };
  return { ...startRounds({ round, idleMs, awayMs }), reachesTemporal: () => reaches };
}

type Taken = Pick<RelayRound, 'taken' | 'unreachable'>;

async function relayOnce({ store, handOver, alerts, log, now }: RelayOptions, batch: number): Promise<Taken> {
  try {
    const round = await store.relay(batch, toInstant(now()), ({ event }) => {
      const about = { eventId: event.eventId, about: aboutOf(event) };
      return handOff(() => handOver(event), { log, who: 'relay', about });
    });
    for (const id of round.parked) await alerts.alert(parkedAlert(id));
    return round;
  } catch (error) {
    log.error({ err: error }, 'relay.round_failed');
    return { taken: 0, unreachable: 0 };
  }
}

function parkedAlert(id: string) {
  return {
    key: `inbox-parked:${id}`,
    what: `event ${id} of the inbox was refused five times and is parked`,
    remedy: 'read its reason in table inbox_events, repair the cause, and set its state back to pending',
  };
}
