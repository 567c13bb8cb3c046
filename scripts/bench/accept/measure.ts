import type { Contender, Measurement } from './contender.ts';
import { load, type LoadResult } from './load.ts';
import { createWebhooks } from './webhook.ts';

export interface MeasureOptions {
  readonly connections: number;
  /** Measured, after a fourth as many to warm up. */
  readonly requests: number;
}

/** Throws when the inbox does not hold exactly what was answered 200: then the rate means nothing. */
export async function measure(contender: Contender, options: MeasureOptions): Promise<Measurement> {
  const { server, path, share, inbox } = contender;
  const requests = Math.max(1, Math.round(options.requests * share));
  const url = new URL(path, server.url);
  const send = (webhooks: readonly Buffer[]): Promise<LoadResult> =>
    load({ url, requests: webhooks, connections: options.connections });

  await inbox?.clear();
  const warmUp = await send(makeWebhooks(url, Math.ceil(requests / 4)));
  // Signed beforehand: Stripe's processors are not the ones that accepting runs on.
  const webhooks = makeWebhooks(url, requests);
  const before = await cpuOf(contender);
  const result = await send(webhooks);
  const after = await cpuOf(contender);
  await assertKept(contender, accepted(warmUp) + accepted(result));
  await inbox?.clear();
  return toMeasurement(result, { before, after, requests });
}

function makeWebhooks(url: URL, count: number): Buffer[] {
  return Array.from({ length: count }, createWebhooks(url));
}

interface Cpu {
  readonly server: number;
  readonly database: number | null;
  readonly load: number;
}

async function cpuOf({ server, databaseCpuMs }: Contender): Promise<Cpu> {
  const own = process.cpuUsage();
  return { server: await server.cpuMs(), database: databaseCpuMs(), load: (own.user + own.system) / 1_000 };
}

async function assertKept({ name, inbox }: Contender, expected: number): Promise<void> {
  const kept = await inbox?.count();
  if (kept === undefined || kept === expected) return;
  throw new Error(`${name} answered 200 to ${expected} webhooks and kept ${kept}`);
}

function accepted({ statuses }: LoadResult): number {
  return statuses.get(200) ?? 0;
}

function toMeasurement(
  result: LoadResult,
  { before, after, requests }: { before: Cpu; after: Cpu; requests: number },
): Measurement {
  const { seconds, latenciesMs } = result;
  const microsEach = (ms: number) => (ms * 1_000) / requests;
  const quantile = (part: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * part)] ?? 0;
  const database =
    before.database === null || after.database === null ? null : after.database - before.database;
  return {
    perSecond: accepted(result) / seconds,
    serverMicros: microsEach(after.server - before.server),
    databaseMicros: database === null ? null : microsEach(database),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    accepted: accepted(result),
    refused: requests - accepted(result),
    loadCores: (after.load - before.load) / 1_000 / seconds,
  };
}
