import assert from 'node:assert/strict';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { sendNextStepNowUpdate } from '../../src/workflows/messages.ts';
import type { Hold } from '../simulators/index.ts';
import { ALL_AWAITS, LAST_TO_COME, toWaitAt, type Await } from './awaits-of-delivery.ts';
import { eventually } from './eventually.ts';
import type { KillableService, Victim } from './killable-service.ts';
import { recoveryOf, type AnyDebtor } from './providers.ts';

/** What a killed worker had begun is tried again after the activity's 60 s, and a pause of 2 s. */
const PAST_THE_TIME_LIMIT_MS = 150_000;

/** One recovery, and the await at which the victim's death met it. */
export interface Cell {
  readonly at: Await;
  readonly debtor: AnyDebtor;
  readonly hold: Hold;
}

/** One recovery waits at each await; then the victim dies, starts again, and everything goes on. */
export async function killAtEveryAwait(service: KillableService, victim: Victim): Promise<readonly Cell[]> {
  const others = await bringTo(
    service,
    ALL_AWAITS.filter((at) => at !== LAST_TO_COME),
  );
  const cells = [...others, ...(await bringTo(service, [LAST_TO_COME]))];
  const release = () => cells.forEach(({ hold }) => hold.release());
  await service.kill(victim);
  // No delivery needs the server, and on a busy machine it may take longer to start than Rapiwa may to answer.
  if (victim === 'server') release();
  await service.start(victim);
  release();
  return cells;
}

function bringTo(service: KillableService, awaits: readonly Await[]): Promise<Cell[]> {
  return Promise.all(
    awaits.map(async (at) => {
      const { debtor, hold } = toWaitAt(at, service);
      let isThere = false;
      void hold.reached.then(() => (isThere = true));
      service.providers.stripe.failInvoice(debtor.invoiceId);
      await eventually(`a delivery waits ${at}`, () => isThere);
      return { at, debtor, hold };
    }),
  );
}

/** Each sequence goes on: to sleep before its next step, which staff ask for, and to sleep again. */
export async function goOn(service: KillableService, cells: readonly Cell[]): Promise<void> {
  // Asking Temporal keeps the machine busy; until a first request was made, there is nothing to ask about.
  await cells[0]!.debtor.untilMessages(1, PAST_THE_TIME_LIMIT_MS);
  await untilAsleepBefore(service, 'second_notice', cells);
  await Promise.all(
    cells.map(({ debtor: { invoiceId } }) =>
      recoveryOf(service.temporal, invoiceId).executeUpdate(sendNextStepNowUpdate, {
        args: [{ actor: 'ana', reason: 'the outage is over' }],
      }),
    ),
  );
  await untilAsleepBefore(service, 'final_notice', cells);
}

async function untilAsleepBefore(
  { temporal }: KillableService,
  step: string,
  cells: readonly Cell[],
): Promise<void> {
  const idOf = ({ debtor }: Cell) => recoveryWorkflowId({ source: 'stripe', debtId: debtor.invoiceId });
  const ids = cells.map((cell) => `"${idOf(cell)}"`).join();
  const query = `RecoupStep = "${step}" and WorkflowId in (${ids})`;
  const count = async () => (await temporal.workflow.count(query)).count;
  await eventually(step, async () => (await count()) === cells.length, PAST_THE_TIME_LIMIT_MS).catch(
    async () => {
      const there = new Set<string>();
      for await (const { workflowId } of temporal.workflow.list({ query })) there.add(workflowId);
      const late = cells.filter((cell) => !there.has(idOf(cell))).map(({ at }) => at);
      assert.fail(`killed here, these never slept before ${step}: ${late.join(', ')}`);
    },
  );
}
