import type { Client } from '@temporalio/client';
import type { EventDeps } from '../activities/deliver-events.ts';
import { createEventOutbox } from '../adapters/postgres/event-outbox.ts';
import { createEventWebhook } from '../adapters/signed-webhook/events.ts';
import type { ActivityParts } from '../composition.ts';
import type { Config } from '../config/env.ts';
import { toInstant } from '../domain/instant.ts';
import { startRounds, type Rounds } from '../inbox/rounds.ts';
import { startEventDelivery } from '../temporal/event-delivery.ts';
import { composeAlerts } from './channels.ts';

/** Events are written where somebody hears them: not in shadow mode. */
function isWanted({ eventsWebhook, sendMode }: Config): boolean {
  return eventsWebhook !== null && sendMode !== 'shadow';
}

type Parts = Pick<ActivityParts, 'config' | 'database'>;

/** Before a process writes anything to the ledger: whether its changes become events. */
export async function switchEvents({ config, database }: Parts): Promise<void> {
  await createEventOutbox(database.db).switch(isWanted(config));
}

/** What delivering events needs, in the worker. */
export function composeEventDeps(parts: ActivityParts): EventDeps {
  const { config, database, clock, log } = parts;
  const { eventsWebhook } = config;
  return {
    outbox: createEventOutbox(database.db),
    receiver: eventsWebhook && createEventWebhook({ ...eventsWebhook, now: Date.now }),
    alerts: composeAlerts(parts),
    clock,
    log,
  };
}

/** Looks in a row that found something waiting: from then on the receiver (or Temporal) is away. */
const PATIENCE = 5;
const AWAY_MS = 5_000;

/** Looks whether events wait, and starts their delivery, for as long as the process lives; null: nobody wants them. */
export function keepDelivering(parts: ActivityParts & { readonly client: Client }): Rounds | null {
  const { config, client, database, clock, log } = parts;
  if (!isWanted(config)) return null;
  const outbox = createEventOutbox(database.db);
  let waiting = 0;
  return startRounds({
    round: async () => {
      try {
        const isDue = await outbox.hasDue(toInstant(await clock()));
        waiting = isDue ? waiting + 1 : 0;
        if (isDue) await startEventDelivery({ client, taskQueue: config.temporal.taskQueue });
      } catch (error) {
        log.warn({ err: error }, 'events.delivery_not_started');
        return 'away';
      }
      return waiting > PATIENCE ? 'away' : 'idle';
    },
    awayMs: AWAY_MS,
  });
}
