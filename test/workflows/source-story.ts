import { recoveryWorkflowId, type Source } from '../../src/domain/ids.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import type { SimulatedSource } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';
import type { Lab } from '../support/lab.ts';
import { aNumber, untilClosed } from '../support/story.ts';

/** One failed payment of any source, told by the calendar. */
export interface SourceStory {
  readonly debtId: string;
  readonly handle: ReturnType<Lab['env']['client']['workflow']['getHandle']>;
  skipToDay(day: number): Promise<void>;
  pay(): Promise<void>;
  /** Every webhook is acknowledged, and every event has been handed to Temporal. */
  untilRelayed(): Promise<void>;
  /** Everything that was requested for the customer, in order: `day 3 second_notice`. */
  log(): Promise<string[]>;
  texts(): string[];
  ending(): Promise<{ readonly run: string; readonly outcome: string | null; readonly access: string }>;
}

/** Fails a debt of Maria's at this source now, and waits until its recovery has begun. */
export async function failAt(lab: Lab, source: Source, simulator: SimulatedSource): Promise<SourceStory> {
  simulator.setWebhookUrl(`${lab.url}/webhooks/${source}`);
  const number = aNumber();
  const debtId = simulator.createDebt({ name: 'Maria Silva', whatsappPhone: number });
  const debt = { source, debtId };
  const firstFailure = lab.clock.sync();
  simulator.failPayment(debtId);
  await simulator.untilDelivered();
  const handle = lab.env.client.workflow.getHandle(recoveryWorkflowId(debt));
  await eventually(`${debtId} starts`, () => handle.query('recoveryStatus').catch(() => null));
  const untilRelayed = async () => {
    await simulator.untilDelivered();
    await eventually(
      'the inbox is empty',
      async () => (await lab.intake.relayStore.oldestPending()) === null,
    );
  };
  const sent = () => lab.rapiwa.messages.filter((message) => message.number === number.slice(1));
  return {
    debtId,
    handle,
    untilRelayed,
    skipToDay: (day) => lab.clock.skipTo(firstFailure + day * DAY_MS),
    pay: async () => {
      simulator.pay(debtId);
      await untilRelayed();
    },
    log: async () => {
      const rows = await lab.database.db.selectFrom('deliveries').select(['step', 'message']).execute();
      const stepOf = (text: string) => rows.find(({ message }) => message === text)?.step ?? 'unrecorded';
      return sent().map(({ at, text }) => {
        const day = Math.round(((toEpochMs(at) - firstFailure) / DAY_MS) * 100) / 100;
        return `day ${day} ${stepOf(text)}`;
      });
    },
    texts: () => sent().map(({ text }) => text),
    ending: async () => {
      const run = await untilClosed(handle);
      const row = await lab.database.db
        .selectFrom('recoveries')
        .select('outcome')
        .where('debt_id', '=', debtId)
        .executeTakeFirst();
      const isSuspended = await lab.database.ledger.isSuspended(debt);
      return { run, outcome: row?.outcome ?? null, access: isSuspended ? 'suspended' : 'active' };
    },
  };
}
