import { setTimeout as delay } from 'node:timers/promises';
import { PARTS, type Cluster, type PartName } from './cluster.ts';
import type { Providers } from './providers.ts';
import type { Random } from './random.ts';

export interface Kills {
  readonly byPart: Record<PartName, number>;
  /** Those that struck between `sending` and the recorded answer. */
  duringASend: number;
}

export interface KillerOptions {
  readonly cluster: Pick<Cluster, 'kill'>;
  readonly providers: Pick<Providers, 'ambush' | 'isAmbushed'>;
  readonly random: Random;
  /** So many at least, spread over this time. */
  readonly kills: number;
  readonly overMs: number;
  readonly signal: AbortSignal;
}

/** Kills parts at random moments, every third one while Rapiwa has a request in its hands; ends when told. */
export async function killParts(options: KillerOptions, kills: Kills): Promise<void> {
  const { random, signal } = options;
  const gapMs = options.overMs / options.kills;
  const isEnough = () => total(kills) >= options.kills;
  while (!signal.aborted && (!isEnough() || lacksAmbushes(kills))) {
    await delay(gapMs * (0.5 + random.next()), undefined, { signal }).catch(() => null);
    if (signal.aborted) return;
    if (lacksAmbushes(kills) && !options.providers.isAmbushed()) ambush(options, kills);
    else if (!isEnough()) strike(options, kills, random.pick(unhurt(kills)));
  }
}

/** Left to chance, a short run had too few: one whose victim is just starting again comes to nothing. */
function lacksAmbushes(kills: Kills): boolean {
  return kills.duringASend < total(kills) / 3;
}

export function total({ byPart }: Kills): number {
  return PARTS.reduce((sum, name) => sum + byPart[name], 0);
}

/** Parts that were never killed, as long as there are any: a short run must reach them all. */
function unhurt({ byPart }: Kills): readonly PartName[] {
  const parts = PARTS.filter((name) => byPart[name] === 0);
  return parts.length > 0 ? parts : PARTS;
}

function strike({ cluster }: KillerOptions, kills: Kills, name: PartName): boolean {
  const hit = cluster.kill(name);
  if (hit) kills.byPart[name] += 1;
  return hit;
}

/** The worker most often: the others can only take the record of the answer, not the answer itself. */
function ambush(options: KillerOptions, kills: Kills): void {
  const victim = options.random.pick(['worker', 'worker', 'postgres', 'temporal'] as const);
  options.providers.ambush(() => {
    if (strike(options, kills, victim)) kills.duringASend += 1;
  });
}
