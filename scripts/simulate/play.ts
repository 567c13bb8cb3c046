import { DAY_MS } from '../../src/domain/duration.ts';
import { keepAppointments } from './agenda.ts';
import { appointmentsOf } from './appointments.ts';
import type { SimulatedCustomer } from './customer.ts';
import type { Played, WorldInPlay } from './played.ts';
import { SCENARIOS } from './scenarios.ts';
import { createSkippedClock, type SkippedClock } from './skipped-clock.ts';
import type { Stage } from './stage.ts';
import { watchProgress, type Counts, type Progress } from './watch-progress.ts';
import { openWorld } from './world.ts';

export interface PlayOptions {
  readonly stage: Stage;
  /** See `user-variables.ts`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly hasEmail: boolean;
  /** When customers fail who do not say when: milliseconds since 1970, given the server's now. */
  readonly begin: (now: number) => number;
  readonly onProgress?: (progress: Progress) => void;
}

/** No recovery is open for so long after its first failure, whatever holds it. */
const LONGEST_DAYS = 120;

/**
 * Plays every customer's scenario at once and hands over the worlds while they still exist: `tell` reads what happened
 * there from the ledger and the providers, and how many seconds of real time it took.
 */
export async function play<Told>(
  customers: readonly SimulatedCustomer[],
  options: PlayOptions,
  tell: (played: readonly Played[], seconds: number) => Promise<Told>,
): Promise<Told> {
  const clock = await createSkippedClock(options.stage.temporal);
  const begin = options.begin(clock.now());
  const worlds: WorldInPlay[] = [];
  try {
    for (const group of sharingProviders(customers)) {
      const cachedWorkflows = group.reduce((sum, { invoices }) => sum + invoices.length, 1);
      const world = await openWorld({ ...options, clock, cachedWorkflows });
      worlds.push({ world, group, roles: [], happened: [] });
    }
    // What is told at one moment is known before anything is done about it: five invoices stand in the first message.
    const live = async (moment: () => Promise<void>): Promise<void> => {
      for (const { world } of worlds) world.work.close();
      try {
        await moment();
        for (const { world } of worlds) await world.untilHeard();
      } finally {
        for (const { world } of worlds) world.work.open();
      }
    };
    const began = performance.now();
    const progress = watchProgress(worlds, { clock, begin }, options.onProgress);
    try {
      const appointments = worlds.flatMap((one) => appointmentsOf(one, { clock, begin }));
      await keepAppointments(appointments, { clock, live });
      await untilAllEnded(worlds, clock, progress.count);
    } finally {
      progress.stop();
    }
    return await tell(worlds, (performance.now() - began) / 1000);
  } finally {
    for (const { world } of worlds) await world.close();
  }
}

/** What goes wrong with a provider goes wrong for everybody there: such scenarios are played among themselves. */
function sharingProviders(customers: readonly SimulatedCustomer[]): SimulatedCustomer[][] {
  const groups = new Map<string, SimulatedCustomer[]>();
  for (const customer of customers) {
    const key = SCENARIOS[customer.scenario].trouble ? customer.scenario : 'untroubled';
    groups.set(key, [...(groups.get(key) ?? []), customer]);
  }
  return [...groups.values()];
}

async function untilAllEnded(
  worlds: readonly WorldInPlay[],
  clock: SkippedClock,
  onDay: (counts: Counts) => void,
): Promise<void> {
  const failures = worlds.flatMap(({ roles }) => roles.map(({ firstFailureAt }) => firstFailureAt));
  const latest = Math.max(clock.now(), ...failures) + LONGEST_DAYS * DAY_MS;
  for (;;) {
    const counts = await Promise.all(worlds.map(countRecoveries));
    const total = counts.reduce((sum, count) => sum + count.total, 0);
    const ended = counts.reduce((sum, count) => sum + count.ended, 0);
    onDay({ ended, total });
    if (ended === total || clock.now() >= latest) return;
    await clock.skipTo(clock.now() + DAY_MS);
  }
}

async function countRecoveries({ world }: WorldInPlay): Promise<Counts> {
  const rows = await world.database.db
    .selectFrom('recoveries')
    .select(({ fn }) => [fn.countAll<string>().as('total'), fn.count<string>('outcome').as('ended')])
    .executeTakeFirstOrThrow();
  return { total: Number(rows.total), ended: Number(rows.ended) };
}
