import { DAY_MS } from '../../src/domain/duration.ts';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import type { recoverPayment } from '../../src/workflows/index.ts';
import { recoveryStatusQuery } from '../../src/workflows/messages.ts';
import type { FailOptions, NewCustomer, NewInvoice } from '../simulators/index.ts';
import { eventually } from './eventually.ts';
import { statusOrAbsent, type Lab } from './lab.ts';

export { skipToMonday, useLab } from './story-lab.ts';

/** One failed invoice, told by the calendar. */
export interface Story {
  readonly invoiceId: string;
  readonly workflowId: string;
  /** Milliseconds since 1970: what its days count from. */
  readonly firstFailure: number;
  readonly handle: ReturnType<Lab['env']['client']['workflow']['getHandle']>;
  /** Skips to so many days after the first failure; fractions are allowed. */
  skipToDay(day: number): Promise<void>;
  status(): Promise<RecoveryStatus>;
  /** Waits until the ledger knows the outcome. */
  untilEnded(): Promise<string>;
  /** Waits until the workflow's answer satisfies the test. */
  untilStatus(what: string, test: (status: RecoveryStatus) => boolean): Promise<RecoveryStatus>;
  /** Everything that was requested for the customer, in order: `day 3 second_notice`, `day 3 second_notice by email`. */
  log(): Promise<string[]>;
  /** Waits until so many messages were requested. */
  untilSent(count: number): Promise<void>;
  /** Waits until the workflow has answered everything it was told so far. */
  untilAnswered(): Promise<void>;
  /**
   * Waits until no activity is under way either. The test server loses a run that is told to end in the very moment
   * in which its activity completes ("ACTIVITY_UNKNOWN"); a real one does not.
   */
  untilAsleep(): Promise<void>;
  /** The text of a step as the ledger keeps it. */
  textOf(step: string): Promise<string>;
  /** Waits until the run is closed: its status, and what the ledger keeps beyond it. */
  ending(): Promise<Ending>;
  history(): Promise<History>;
}

export type History = Awaited<ReturnType<Story['handle']['fetchHistory']>>;

export interface Ending {
  /** Temporal's word, e.g. `COMPLETED`. */
  readonly run: string;
  readonly outcome: string | null;
  readonly access: 'active' | 'suspended';
}

export interface Person {
  readonly name?: string;
  readonly email?: string | null;
  readonly whatsappPhone?: string | null;
  readonly preferredLocales?: string[];
  /** Becomes metadata `time_zone`; UTC when absent, none when null. */
  readonly timeZone?: string | null;
  /** Of the address; ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly state?: string;
  readonly postalCode?: string;
}

let people = 0;
/** Every number a story's customer ever had, in digits: what goes to one of them belongs to the story. */
const numbers = new Map<string, Set<string>>();

/** A customer (unless the invoice names one) and an open invoice at Stripe; nothing has failed yet. */
export function anInvoice({ stripe }: Lab, person: Person = {}, invoice: Partial<NewInvoice> = {}): string {
  const customer = invoice.customer ?? stripe.createCustomer(personOf(person)).id;
  const { id } = stripe.createInvoice({ amount: 1999, currency: 'usd', ...invoice, customer });
  const owner = stripe.state.customers[customer];
  const phone = owner && 'metadata' in owner ? owner.metadata['whatsapp_phone'] : undefined;
  numbers.set(id, new Set(phone === undefined ? [] : [phone.replace(/\D/g, '')]));
  return id;
}

function personOf({
  name,
  email = anAddress(),
  whatsappPhone = aNumber(),
  timeZone = 'UTC',
  ...more
}: Person): NewCustomer {
  return {
    name: name ?? 'Maria Silva',
    ...(email === null ? {} : { email }),
    ...(whatsappPhone === null ? {} : { whatsappPhone }),
    ...(timeZone === null ? {} : { timeZone }),
    ...more,
  };
}

/** A number nobody else in this process has, e.g. `+233245552007`: of Ghana, which has UTC and no rule for Sundays. */
export function aNumber(): string {
  people += 1;
  return `+23324555${2000 + people}`;
}

/** An address nobody else in this process has. */
export function anAddress(): string {
  people += 1;
  return `maria.${people}@example.com`;
}

/** Staff correct the number in Stripe. */
export function changeNumber({ stripe }: Lab, invoiceId: string, whatsappPhone: string): void {
  numbers.get(invoiceId)?.add(whatsappPhone.replace(/\D/g, ''));
  stripe.updateCustomer(stripe.state.invoices[invoiceId]!.customer, { whatsappPhone });
}

/** Follows one invoice's recovery; `firstFailure` is what its days count from. */
export function tell(lab: Lab, invoiceId: string, firstFailure: number): Story {
  const workflowId = recoveryWorkflowId({ source: 'stripe', debtId: invoiceId });
  const handle = lab.env.client.workflow.getHandle<typeof recoverPayment>(workflowId);
  const outcome = () =>
    lab.database.db
      .selectFrom('recoveries')
      .select('outcome')
      .where('debt_id', '=', invoiceId)
      .executeTakeFirst()
      .then((row) => row?.outcome ?? null);
  const status = () => handle.query(recoveryStatusQuery);
  const log = () => sentLog(lab, invoiceId, firstFailure);
  return {
    invoiceId,
    workflowId,
    firstFailure,
    handle,
    status,
    skipToDay: (day) => lab.clock.skipTo(firstFailure + day * DAY_MS),
    untilEnded: () => eventually(`${invoiceId} ends`, outcome),
    untilStatus: (what, test) =>
      eventually(what, async () => {
        const now = await status().catch(() => null);
        return now && test(now) ? now : null;
      }),
    log,
    untilSent: async (count) => {
      await eventually(`${count} messages`, async () => (await log()).length >= count);
    },
    untilAnswered: async () => {
      await eventually(
        `${invoiceId} has answered`,
        async () => lastTask(await handle.fetchHistory()).answered,
      );
    },
    untilAsleep: async () => {
      await eventually(`${invoiceId} sleeps`, async () => {
        const { answered, waitsFor } = lastTask(await handle.fetchHistory());
        return answered && waitsFor === 'timer';
      });
    },
    textOf: (step) => textOf(lab, invoiceId, step),
    ending: async () => ({
      run: await untilClosed(handle),
      outcome: await outcome(),
      access: (await lab.database.ledger.isSuspended({ source: 'stripe', debtId: invoiceId }))
        ? 'suspended'
        : 'active',
    }),
    history: () => handle.fetchHistory(),
  };
}

/** Whether the last workflow task is answered, and what the run began to wait for last. */
function lastTask({ events }: History): { answered: boolean; waitsFor: 'timer' | 'activity' | null } {
  const all = events ?? [];
  const task = all.findLast(
    (event) => event.workflowTaskScheduledEventAttributes ?? event.workflowTaskCompletedEventAttributes,
  );
  const wait = all.findLast(
    (event) => event.timerStartedEventAttributes ?? event.activityTaskScheduledEventAttributes,
  );
  return {
    answered: Boolean(task?.workflowTaskCompletedEventAttributes),
    waitsFor: wait ? (wait.timerStartedEventAttributes ? 'timer' : 'activity') : null,
  };
}

/** Waits for the end of any run, begun or about to, without skipping time. @returns e.g. `COMPLETED` */
export function untilClosed(handle: Story['handle']): Promise<string> {
  return eventually(`${handle.workflowId} closes`, async () => {
    const status = await statusOrAbsent(handle);
    return status === 'RUNNING' ? null : status;
  });
}

/** The money arrives, and the processor says so: with two events, as Stripe does. */
export async function pay(lab: Lab, { invoiceId }: Pick<Story, 'invoiceId'>): Promise<void> {
  lab.stripe.payInvoice(invoiceId);
  await untilRelayed(lab);
}

/** Every webhook is acknowledged, and every event has been handed to Temporal. */
export async function untilRelayed({ stripe, intake }: Lab): Promise<void> {
  await stripe.untilDelivered();
  await eventually('the inbox is empty', async () => (await intake.relayStore.oldestPending()) === null);
}

async function textOf({ database }: Lab, invoiceId: string, step: string): Promise<string> {
  const row = await database.db
    .selectFrom('deliveries')
    .select('message')
    .where('debt_id', '=', invoiceId)
    .where('step', '=', step)
    .where('message', 'is not', null)
    .executeTakeFirst();
  if (!row?.message) throw new Error(`${step} of ${invoiceId} was never requested`);
  return row.message;
}

/** Fails the invoice's payment now and waits until its recovery has begun. */
export async function failPayment(lab: Lab, invoiceId: string, options: FailOptions = {}): Promise<Story> {
  const firstFailure = Math.floor(lab.clock.sync() / 1000) * 1000;
  lab.stripe.failInvoice(invoiceId, options);
  await lab.stripe.untilDelivered();
  const story = tell(lab, invoiceId, firstFailure);
  await eventually(`${invoiceId} starts`, () => story.status().catch(() => null));
  return story;
}

/**
 * From the providers' own records, so that it is what was really requested; the ledger only gives the step's name. A
 * text to this customer that no ledger row knows shows as `unrecorded`.
 */
async function sentLog(lab: Lab, invoiceId: string, firstFailure: number): Promise<string[]> {
  const deliveries = await lab.database.db
    .selectFrom('deliveries')
    .select(['id', 'debt_id', 'step', 'message'])
    .execute();
  const onWhatsapp = lab.rapiwa.messages.flatMap(({ at, number, text, accepted, answer }) => {
    if (!numbers.get(invoiceId)?.has(number)) return [];
    const known = deliveries.filter(({ message }) => message === text);
    const own = known.find(({ debt_id }) => debt_id === invoiceId);
    if (known.length > 0 && !own) return [];
    return [{ at, said: `${own?.step ?? 'unrecorded'}${accepted ? '' : ` (${answer})`}` }];
  });
  const byEmail = lab.smtp.mails.flatMap(({ at, messageId, accepted, answer }) => {
    const own = deliveries.find(
      ({ id, debt_id }) => debt_id === invoiceId && messageId.startsWith(`<${id}@`),
    );
    return own ? [{ at, said: `${own.step} by email${accepted ? '' : ` (${answer})`}` }] : [];
  });
  const all = [...onWhatsapp, ...byEmail].sort((one, other) => toEpochMs(one.at) - toEpochMs(other.at));
  return all.map(({ at, said }) => {
    const day = Math.round(((toEpochMs(at) - firstFailure) / DAY_MS) * 100) / 100;
    return `day ${day} ${said}`;
  });
}
