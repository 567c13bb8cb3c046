import type { Client } from '@temporalio/client';
import { createRapiwaHealth, type RapiwaHealthReading } from './adapters/rapiwa/health.ts';
import type { Intake } from './composition.ts';
import type { Config, RapiwaConfig } from './config/env.ts';
import { toEpochMs, toInstant } from './domain/instant.ts';
import type { ReadinessFacts } from './http/health.ts';
import { startPoll } from './http/poll.ts';
import { countPollers } from './temporal/pollers.ts';

export interface ReadinessParts {
  readonly config: Config;
  readonly client: Client;
  readonly intake: Intake;
  /** Told of every reading of the device's health. Must not throw. */
  readonly onRapiwa?: (status: RapiwaHealthReading['status']) => Promise<void>;
}

/** Gathers the facts of `/readyz`: the database is asked now, everything else was asked before. */
export function createReadiness({ config, client, intake, onRapiwa }: ReadinessParts) {
  const pollers = startPoll<number | null>({
    initial: null,
    everyMs: 5_000,
    read: () => countPollers(client, config.temporal.taskQueue, Date.now() + 3_000),
  });
  const rapiwa = startPoll<ReadinessFacts['rapiwa']>({
    initial: { status: 'unknown', checkedAt: null },
    everyMs: 60_000,
    read: () => readRapiwa(config.rapiwa, onRapiwa),
  });
  const oldestPending = () => intake.relayStore.oldestPending();
  return {
    relayLagSeconds: async () => lagSeconds(await oldestPending()),
    read: async (): Promise<ReadinessFacts> => {
      const lag = await withinOneSecond(oldestPending());
      const reached = pollers.last() !== null && intake.relay.reachesTemporal();
      return {
        database: lag.kind === 'down' ? 'down' : 'ok',
        temporal: {
          status: reached ? 'ok' : 'unreachable',
          relayLagSeconds: lag.kind === 'down' ? 0 : lagSeconds(lag.value),
        },
        worker: { pollers: pollers.last() },
        rapiwa: rapiwa.last(),
        sources: intake.sources.map((source) => source.name),
      };
    },
    stop: async () => {
      await Promise.all([pollers.stop(), rapiwa.stop()]);
    },
  };
}

async function readRapiwa(
  rapiwa: RapiwaConfig | null,
  onRapiwa: ReadinessParts['onRapiwa'],
): Promise<ReadinessFacts['rapiwa']> {
  if (!rapiwa) return { status: 'not configured', checkedAt: null };
  const { status } = await createRapiwaHealth({ ...rapiwa, timeoutMs: 5_000 }).check();
  await onRapiwa?.(status);
  return { status, checkedAt: toInstant(Date.now()) };
}

function lagSeconds(oldest: string | null): number {
  return oldest ? Math.max(0, Math.round((Date.now() - toEpochMs(oldest)) / 1000)) : 0;
}

/** A probe that hangs is as bad as a database that is down. */
async function withinOneSecond<T>(
  asking: Promise<T>,
): Promise<{ readonly kind: 'answered'; readonly value: T } | { readonly kind: 'down' }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ kind: 'down' }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'down' }), 1_000);
  });
  const answer = asking.then(
    (value) => ({ kind: 'answered', value }) as const,
    () => ({ kind: 'down' }) as const,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
