import { aboutOf, type PaymentEvent } from '../domain/events.ts';
import { toInstant } from '../domain/instant.ts';
import type { HandOff, RelayStore } from '../ports/inbox.ts';
import type { Log } from '../ports/log.ts';
import { isDatabaseAway } from './database-away.ts';
import { EngineUnreachable } from '../ports/recovery-engine.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { createBell } from './bell.ts';

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

export interface Relay {
  /** There is new work; costs nothing when the relay is already awake. */
  wake(): void;
  /** Whether the last hand-over reached Temporal. */
  reachesTemporal(): boolean;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** Carries inbox rows to Temporal for as long as the process lives. */
export function startRelay(options: RelayOptions): Relay {
  const { idleMs = 1_000, awayMs = 1_000 } = options;
  const bell = createBell();
  const halt = createBell();
  let stopping = false;
  let reaches = true;

  const run = async (): Promise<void> => {
    while (!stopping) {
      const round = await relayOnce(options);
      if (round.taken > 0) reaches = round.unreachable === 0;
      // Every commit rings the bell: heeding it now would try in vain as often as webhooks come.
      if (!reaches) await halt.wait(awayMs);
      else if (round.kind === 'idle') await bell.wait(idleMs);
    }
  };
  const running = run();
  return {
    wake: bell.ring,
    reachesTemporal: () => reaches,
    stop: async () => {
      stopping = true;
      bell.ring();
      halt.ring();
      await running;
    },
  };
}

interface Round {
  readonly kind: 'idle' | 'busy';
  readonly taken: number;
  readonly unreachable: number;
}

async function relayOnce({ store, handOver, alerts, log, now, batch = 20 }: RelayOptions): Promise<Round> {
  try {
    const round = await store.relay(batch, toInstant(now()), (row) =>
      handOverSafely(row.event, handOver, log),
    );
    for (const id of round.parked) await alerts.alert(parkedAlert(id));
    return { ...round, kind: round.taken > 0 ? 'busy' : 'idle' };
  } catch (error) {
    log.error({ err: error }, 'relay.round_failed');
    return { kind: 'idle', taken: 0, unreachable: 0 };
  }
}

async function handOverSafely(
  event: PaymentEvent,
  handOver: (event: PaymentEvent) => Promise<void>,
  log: Log,
): Promise<HandOff> {
  try {
    await handOver(event);
    return { kind: 'done' };
  } catch (error) {
    const about = { eventId: event.eventId, about: aboutOf(event), err: error };
    if (error instanceof EngineUnreachable) {
      log.warn(about, 'relay.temporal_unreachable');
      return { kind: 'unreachable' };
    }
    if (isDatabaseAway(error)) {
      log.warn(about, 'relay.database_unavailable');
      return { kind: 'unreachable' };
    }
    log.error(about, 'relay.refused');
    return { kind: 'refused', reason: error instanceof Error ? error.message : 'unknown error' };
  }
}

function parkedAlert(id: string) {
  return {
    key: `inbox-parked:${id}`,
    what: `event ${id} of the inbox was refused five times and is parked`,
    remedy: 'read its reason in table inbox_events, repair the cause, and set its state back to pending',
  };
}
