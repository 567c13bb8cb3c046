import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { bundleBare, measureBare } from './bare/measure-bare.ts';
import type { SimulatedCustomer } from './customer.ts';
import type { Stage } from './stage.ts';
import type { Told } from './told.ts';

export interface Speed {
  readonly stage: Stage;
  readonly customers: readonly SimulatedCustomer[];
  readonly told: Told;
  /** Of real time, for all of them. */
  readonly seconds: number;
  /** The yardstick need not run as long: so many workflows tell its rate. */
  readonly mostBare?: number;
}

/** Sequences a second, and beside them bare workflows of the same timers on the same server, measured now. */
export async function measureSpeed({
  stage,
  customers,
  told,
  seconds,
  mostBare = 300,
}: Speed): Promise<string> {
  const invoices = told.customers.flatMap((customer) => customer.invoices);
  const rate = invoices.length / seconds;
  const count = Math.min(mostBare, invoices.length);
  const days = timersOf(told);
  const bundle = await bundleBare();
  const measure = (activities: readonly number[], areLocal = false): Promise<number> =>
    measureBare({ stage, bundle, count, days, activities, areLocal });
  const timers = await measure(days.map(() => 0));
  // One for each message, one to suspend, one to close.
  const asMany = days.map((_, index) => (index === days.length - 2 ? 2 : 1));
  const local = await measure(asMany, true);
  const remote = await measure(asMany);
  const beside = (bare: number, what: string): string =>
    `${(rate / bare).toFixed(2)} × ${what} (${bare.toFixed(1)} a second)`;
  return [
    `${customers.length} customers, ${invoices.length} sequences in ${seconds.toFixed(1)} s: ${rate.toFixed(1)} a second`,
    beside(timers, 'a bare workflow with the same timers'),
    beside(local, 'one that runs as many empty activities besides, local ones as here'),
    beside(remote, 'one that runs them as production does'),
  ].join('\n');
}

/** Days of the steps of the first sequence, and of its end. */
function timersOf({ customers }: Told): number[] {
  const { firstFailureAt, invoices } = customers[0]!;
  const { steps, endedAt } = invoices[0]!;
  const instants = [...steps.map(({ dueAt }) => dueAt), ...(endedAt ? [endedAt] : [])];
  return instants.map((at) => (toEpochMs(at) - toEpochMs(firstFailureAt)) / DAY_MS);
}
