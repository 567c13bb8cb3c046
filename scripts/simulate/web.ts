import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createLogAlerts } from '../../src/adapters/log/log-alerts.ts';
import { composeInbound } from '../../src/compose/inbound.ts';
import { composeIntake, type Intake, type OpenDatabase } from '../../src/composition.ts';
import type { Config } from '../../src/config/env.ts';
import { createApp } from '../../src/http/app.ts';
import { createWebhookRouter } from '../../src/webhooks/router.ts';
import type { SkippedClock } from './skipped-clock.ts';
import type { Stage } from './stage.ts';

export interface WebParts {
  readonly stage: Stage;
  readonly clock: SkippedClock;
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly log: Logger;
}

/** The way of a webhook, from the request to the workflow. */
export interface Web {
  /** e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Resolves when every committed event has been handed to Temporal. */
  untilHandedOver(): Promise<void>;
  close(): Promise<void>;
}

const LOOK_MS = 10;

export async function startWeb({ stage, clock, config, database, log }: WebParts): Promise<Web> {
  const alerts = createLogAlerts(log, clock.now);
  const parts = { config, database, log, alerts, now: clock.now };
  const intake = composeIntake({ ...parts, client: stage.temporal.client });
  const inbound = await composeInbound({ ...parts, engine: intake.engine });
  const router = createWebhookRouter({ ...intake, alerts, log, now: clock.now });
  const app = createApp({
    machines: [router],
    routers: inbound.routers,
    log,
    isDraining: () => false,
  });
  const respond = app.callback();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    untilHandedOver: async () => {
      while (await isBusy(database, intake)) await pause(LOOK_MS);
    },
    close: async () => {
      await closeServer(server);
      await intake.inbox.drain();
      await intake.relay.stop();
      await inbound.stop();
    },
  };
}

/** Events that wait for Temporal, or an answer to a customer that is under way: time must not jump over them. */
async function isBusy({ db }: OpenDatabase, { relayStore }: Intake): Promise<boolean> {
  if ((await relayStore.oldestPending()) !== null) return true;
  for (const table of ['opt_out_answers', 'reply_answers'] as const) {
    const answering = db.selectFrom(table).select('phone_hash').where('result', 'is', null);
    if (await answering.executeTakeFirst()) return true;
  }
  return false;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
