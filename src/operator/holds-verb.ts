import type { DebtRef } from '../domain/ids.ts';
import type { DeliveryDesk, RunningStatus } from '../ports/staff-desk.ts';
import { table, type VerbAnswer } from './answer.ts';

export interface Holding {
  readonly desk: Pick<DeliveryDesk, 'openDebts'>;
  /** Asks the running recovery itself; null where none runs. */
  readonly ask: (debt: DebtRef) => Promise<RunningStatus | null>;
}

/** Queries under way at once: more would only queue at the workers. */
const AT_ONCE = 8;
const MOST = 5_000;

/**
 * Recoveries on hold. Which are open says the ledger; whether one holds, only its run knows (a pause by staff, a
 * promise, and every release are nowhere else), and its own answer does not lag as a search would.
 */
export async function listHolds({ desk, ask }: Holding): Promise<VerbAnswer> {
  const debts = await desk.openDebts(MOST);
  const held: { debtId: string; hold: string; step: string }[] = [];
  let absent = 0;
  for (let from = 0; from < debts.length; from += AT_ONCE) {
    const batch = debts.slice(from, from + AT_ONCE);
    const answers = await Promise.all(batch.map(async (debt) => ({ debt, status: await ask(debt) })));
    for (const { debt, status } of answers) {
      if (!status) absent += 1;
      else if (status.hold) held.push({ debtId: debt.debtId, hold: status.hold, step: status.currentStep });
    }
  }
  const rows = held.map(({ debtId, hold, step }) => [debtId, hold, step]);
  const lines = [
    rows.length > 0 ? table(rows) : 'Nothing is on hold.',
    `${held.length} of ${debts.length} open recoveries hold.${debts.length === MOST ? ' Only the oldest were asked.' : ''}`,
    ...(absent > 0 ? [`${absent} have no run: reconciliation looks after those.`] : []),
  ];
  return { text: lines.join('\n'), data: { holds: held, open: debts.length, withoutRun: absent } };
}
