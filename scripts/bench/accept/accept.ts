import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Contender, Measurement } from './contender.ts';
import { measure, type MeasureOptions } from './measure.ts';
import { report, withSpread, type Series } from './report.ts';
import { setStage, type Stage } from './stage.ts';

export const USAGE = 'accept [--rounds 5] [--requests 20000] [--connections 64]';

const count = z.coerce.number().int().positive();
const settings = z.object({ rounds: count, requests: count, connections: count });
/** What a contender leaves behind (Temporal's queues, above all) is over by then. */
const PAUSE_MS = 1_000;

/** How fast webhooks are accepted, beside a handler that only verifies them. */
export async function accept(root: string, args: readonly string[]): Promise<void> {
  const { rounds, requests, connections } = settings.parse(read(args));
  const temporalCli = process.env['TEMPORAL_CLI_PATH'] ?? '';
  const stage = await setStage(root, temporalCli);
  closeWhenInterrupted(stage);
  try {
    const { contenders } = stage;
    console.log(`${requests} webhooks × ${rounds} rounds, ${connections} at once, ${machine()}`);
    const all = contenders.map((contender) => ({ contender, rounds: [] as Measurement[] }));
    for (let round = 0; round < rounds; round += 1) {
      // Whoever comes second meets another machine than whoever comes first.
      const order = round % 2 === 0 ? all : all.toReversed();
      for (const series of order) {
        series.rounds.push(await measureOne(series.contender, { requests, connections }));
      }
    }
    console.log(`\n${report(all)}\n`);
    for (const line of remarks(all, temporalCli)) console.log(line);
  } finally {
    await stage.close();
  }
}

/** Postgres and Temporal have process groups of their own: a Ctrl-C does not reach them. */
function closeWhenInterrupted(stage: Stage): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(130)));
  }
}

function read(args: readonly string[]): unknown {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '20000' },
      connections: { type: 'string', default: '64' },
    },
  });
  return values;
}

async function measureOne(contender: Contender, options: MeasureOptions): Promise<Measurement> {
  const measured = await measure(contender, options);
  const { perSecond, serverMicros, loadCores } = measured;
  const figures = `${perSecond.toFixed(0)}/s, server ${serverMicros.toFixed(0)} µs, load ${loadCores.toFixed(2)} cores`;
  console.log(`  ${contender.name}: ${figures}, load average ${loadavg()[0]!.toFixed(1)}`);
  await delay(PAUSE_MS);
  return measured;
}

function machine(): string {
  return `${availableParallelism()} processors, Node ${process.versions.node}`;
}

function remarks(all: readonly Series[], temporalCli: string): string[] {
  return [
    ...against(all, 'awaits workflow.start'),
    ...against(all, 'awaits BullMQ'),
    ...(temporalCli ? [] : ['Temporal: not measured (TEMPORAL_CLI_PATH is empty)']),
    ...(all.some(({ contender }) => contender.name.includes('BullMQ'))
      ? []
      : ['BullMQ: not measured (no redis-server on the PATH)']),
  ];
}

/** How many times as fast ours are as the peer whose name has this, if it was measured. */
function against(all: readonly Series[], words: string): string[] {
  const peer = all.find(({ contender }) => contender.name.includes(words));
  if (!peer) return [];
  return all
    .filter(({ contender }) => contender.name.startsWith('recoup'))
    .map(({ contender, rounds }) => {
      const each = rounds.map((one, round) => one.perSecond / peer.rounds[round]!.perSecond);
      return `${contender.name}: ${withSpread(each)} × the one that ${words}`;
    });
}
