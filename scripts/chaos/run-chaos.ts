import { setTimeout as delay } from 'node:timers/promises';
import { startCluster, type Cluster } from './cluster.ts';
import { killParts, total, type Kills } from './killer.ts';
import { openLedgerView, type LedgerView } from './ledger-view.ts';
import { makePlots, play } from './plots.ts';
import { startProviders, type Providers } from './providers.ts';
import { seededRandom } from './random.ts';
import { judge, type Verdict } from './verdict.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly sequences: number;
  readonly kills: number;
  /** How long a planned day lasts. */
  readonly dayMs: number;
  /** An empty folder of our own. */
  readonly folder: string;
  readonly build: string;
  readonly cliPath: string;
  /** Ends the run early; its parts are stopped all the same. */
  readonly signal: AbortSignal;
  /** Told every few seconds. */
  readonly progress: (line: string) => void;
}

export interface ChaosReport {
  readonly verdict: Verdict;
  readonly kills: Kills;
  readonly requests: number;
  readonly seconds: number;
}

const DAYS = 18;
/** What was running in a killed worker is tried again after a minute; several minutes in a row are bad luck enough. */
const PATIENCE_MS = 10 * 60_000;

/** Runs many sequences through a service whose parts are killed, and judges what the providers saw. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const random = seededRandom(options.seed);
  const providers = await startProviders(random);
  const env = {
    ...providers.env,
    DAY_LENGTH: `${options.dayMs / 1_000}s`,
    WINBACK_WINDOW: '2d',
    LOG_LEVEL: 'warn',
  };
  const cluster = await startCluster({ ...options, env });
  const view = openLedgerView(cluster);
  try {
    const kills: Kills = { byPart: { server: 0, worker: 0, postgres: 0, temporal: 0 }, duringASend: 0 };
    const { debts, closed } = await rage(options, { random, providers, cluster, view, kills });
    const reads = providers.stripe.requests.flatMap(({ path, at }) => {
      const debtId = /^\/v1\/invoices\/(in_\w+)/.exec(path)?.[1];
      return debtId ? [{ debtId, at: Date.parse(at) }] : [];
    });
    const requests = providers.requests();
    const ledger = await view.read();
    const verdict = judge({ requests, reads, closed, debts, ...ledger });
    return {
      verdict,
      kills,
      requests: requests.length,
      seconds: Math.round((performance.now() - began) / 1_000),
    };
  } finally {
    await view.close();
    await cluster.stop();
    await providers.close();
  }
}

interface Stage {
  readonly random: ReturnType<typeof seededRandom>;
  readonly providers: Providers;
  readonly cluster: Cluster;
  readonly view: LedgerView;
  readonly kills: Kills;
}

async function rage(options: ChaosOptions, stage: Stage) {
  const { random, providers, cluster, view, kills } = stage;
  const { dayMs } = options;
  const closed = new Map<string, number>();
  const plots = makePlots(random, {
    count: options.sequences,
    rampMs: 6 * dayMs,
    newDebt: providers.anInvoice,
  });
  providers.stripe.setWebhookUrl(`${cluster.serverUrl}/webhooks/stripe`);
  const over = new AbortController();
  options.signal.addEventListener('abort', () => over.abort());
  const overMs = DAYS * dayMs;
  const killing = killParts({ ...options, cluster, providers, random, overMs, signal: over.signal }, kills);
  const playing = Promise.all(plots.map((plot) => play(providers, plot, { dayMs, closed })));
  const until = performance.now() + overMs + 6 * dayMs + PATIENCE_MS;
  for (let isOver = false; !isOver && performance.now() < until;) {
    await delay(5_000);
    const ended = await view.countEnded().catch(() => null);
    options.progress(
      `${providers.requests().length} requests to send · ${total(kills)} kills, ${kills.duringASend} during a send · ` +
        (ended === null ? 'the database or Temporal is down' : `${ended} of ${options.sequences} ended`),
    );
    isOver = ended !== null && ended >= options.sequences;
  }
  over.abort();
  await Promise.all([killing, playing]);
  return { debts: plots.map(({ debtId }) => debtId), closed };
}
