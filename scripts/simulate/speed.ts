import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { measureBare } from './bare/measure-bare.ts';
import type { SimulatedCustomer } from './customer.ts';
import type { Stage } from './stage.ts';
import type { Told } from './told.ts';

export interface Speed {
  readonly stage: Stage;
  readonly customers: readonly SimulatedCustomer[];
  readonly told: Told;
  /** Of real time, for all of them. */
  readonly seconds: number;
}

/** The yardstick need not run as long: so many tell its rate. */
const MOST_BARE = 300;

/** Sequences a second, and beside them bare workflows of the same timers on the same server, measured now. */
export async function measureSpeed({ stage, customers, told, seconds }: Speed): Promise<string> {
  const invoices = told.customers.flatMap((customer) => customer.invoices);
  const rate = invoices.length / seconds;
  const count = Math.min(MOST_BARE, invoices.length);
  const days = timersOf(told);
  const withoutWork = days.map(() => 0);
  const timers = await measureBare({ stage, count, days, activities: withoutWork });
  // One for each message, one to suspend, one to close.
  const asMany = days.map((_, index) => (index === days.length - 2 ? 2 : 1));
  const working = await measureBare({ stage, count, days, activities: asMany });
  return [
    `${customers.length} customers, ${invoices.length} sequences in ${seconds.toFixed(1)} s: ${rate.toFixed(1)} a second`,
    `${(rate / working).toFixed(2)} × a bare workflow with the same timers and as many empty activities (${working.toFixed(1)} a second)`,
    `${(rate / timers).toFixed(2)} × one with the same timers and no activity (${timers.toFixed(1)} a second)`,
  ].join('\n');
}

/** Days of the steps of the first sequence, and of its end. */
function timersOf({ customers }: Told): number[] {
  const { firstFailureAt, invoices } = customers[0]!;
  const { steps, endedAt } = invoices[0]!;
  const instants = [...steps.map(({ dueAt }) => dueAt), ...(endedAt ? [endedAt] : [])];
  return instants.map((at) => (toEpochMs(at) - toEpochMs(firstFailureAt)) / DAY_MS);
}
