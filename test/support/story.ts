import { DAY_MS } from '../../src/domain/duration.ts';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import type { RecoveryStatus } from '../../src/domain/recovery-status.ts';
import type { recoverPayment } from '../../src/workflows/index.ts';
import { recoveryStatusQuery } from '../../src/workflows/messages.ts';
import type { NewInvoice } from '../simulators/index.ts';
import { eventually } from './eventually.ts';
import { openLab, statusOrAbsent, type Lab } from './lab.ts';

/** One failed invoice, told by the calendar. */
export interface Story {
  readonly invoiceId: string;
  readonly workflowId: string;
  readonly handle: ReturnType<Lab['env']['client']['workflow']['getHandle']>;
  /** Skips to so many days after the first failure; fractions are allowed. */
  skipToDay(day: number): Promise<void>;
  status(): Promise<RecoveryStatus>;
  /** Waits until the ledger knows the outcome. */
  untilEnded(): Promise<string>;
  /** Waits until the workflow's answer satisfies the test. */
  untilStatus(what: string, test: (status: RecoveryStatus) => boolean): Promise<RecoveryStatus>;
  /** Everything that was requested for the customer's number(s), in order: `day 3 second_notice`. */
  log(): Promise<string[]>;
  /** Waits until so many messages were requested. */
  untilSent(count: number): Promise<void>;
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
  readonly whatsappPhone?: string | null;
  readonly preferredLocales?: string[];
}

const MONDAY_10 = 10 * 3_600_000;
let people = 0;
/** Every number a story's customer ever had, in digits: what goes to one of them belongs to the story. */
const numbers = new Map<string, Set<string>>();

/** A lab of its own for every story of the `describe` that calls this; it begins on a Monday at 10:00 UTC. */
export function useLab(env: Record<string, string> = {}): () => Lab {
  let lab: Lab | null = null;
  beforeEach(async () => {
    lab = await openLab({ RAPIWA_MIN_GAP_MS: '0', ...env });
    await skipToMonday(lab);
  });
  afterEach(() => lab?.close());
  return () => {
    if (!lab) throw new Error('the lab opens before each story: ask for it inside `it`');
    return lab;
  };
}

/** The next Monday, 10:00 UTC: inside the contact window, and 14 days before another Monday. */
export async function skipToMonday({ clock }: Lab): Promise<number> {
  const now = await clock.now();
  const midnight = now - (now % DAY_MS);
  const weekday = new Date(midnight).getUTCDay();
  const monday = midnight + ((8 - weekday) % 7 || 7) * DAY_MS + MONDAY_10;
  await clock.skipTo(monday);
  return monday;
}

/** A customer and an open invoice at Stripe; nothing has failed yet. */
export function anInvoice({ stripe }: Lab, person: Person = {}, invoice: Partial<NewInvoice> = {}): string {
  const phone = person.whatsappPhone === undefined ? aNumber() : person.whatsappPhone;
  const customer = stripe.createCustomer({
    name: person.name ?? 'Maria Silva',
    email: 'maria@example.com',
    ...(phone === null ? {} : { whatsappPhone: phone }),
    ...(person.preferredLocales ? { preferredLocales: person.preferredLocales } : {}),
  });
  const { id } = stripe.createInvoice({ customer: customer.id, amount: 1999, currency: 'usd', ...invoice });
  numbers.set(id, new Set(phone === null ? [] : [phone.replace(/\D/g, '')]));
  return id;
}

/** A number nobody else in this process has, e.g. `+14155552007`. */
export function aNumber(): string {
  people += 1;
  return `+1415555${2000 + people}`;
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

/** Waits for the end of any run, begun or about to, without skipping time. @returns e.g. `COMPLETED` */
export function untilClosed(handle: Story['handle']): Promise<string> {
  return eventually(`${handle.workflowId} closes`, async () => {
    const status = await statusOrAbsent(handle);
    return status === 'RUNNING' ? null : status;
  });
}

/** The money arrives, and the processor says so. */
export async function pay({ stripe }: Lab, { invoiceId }: Pick<Story, 'invoiceId'>): Promise<void> {
  stripe.payInvoice(invoiceId);
  await stripe.untilDelivered();
}

async function textOf({ database }: Lab, invoiceId: string, step: string): Promise<string> {
  const row = await database.db
    .selectFrom('deliveries')
    .select('message')
    .where('debt_id', '=', invoiceId)
    .where('step', '=', step)
    .executeTakeFirst();
  if (!row?.message) throw new Error(`${step} of ${invoiceId} was never requested`);
  return row.message;
}

/** Fails the invoice's payment now and waits until its recovery has begun. */
export async function failPayment(lab: Lab, invoiceId: string): Promise<Story> {
  const firstFailure = Math.floor(lab.clock.sync() / 1000) * 1000;
  lab.stripe.failInvoice(invoiceId);
  await lab.stripe.untilDelivered();
  const story = tell(lab, invoiceId, firstFailure);
  await eventually(`${invoiceId} starts`, () => story.status().catch(() => null));
  return story;
}

/**
 * From Rapiwa's own record, so that it is what was really requested; the ledger only gives the step's name. A text to
 * this customer that no ledger row knows shows as `unrecorded`.
 */
async function sentLog(lab: Lab, invoiceId: string, firstFailure: number): Promise<string[]> {
  const deliveries = await lab.database.db
    .selectFrom('deliveries')
    .select(['debt_id', 'step', 'message'])
    .execute();
  return lab.rapiwa.messages.flatMap(({ at, number, text, accepted, answer }) => {
    if (!numbers.get(invoiceId)?.has(number)) return [];
    const known = deliveries.filter(({ message }) => message === text);
    const own = known.find(({ debt_id }) => debt_id === invoiceId);
    if (known.length > 0 && !own) return [];
    const day = Math.round(((toEpochMs(at) - firstFailure) / DAY_MS) * 10) / 10;
    return [`day ${day} ${own?.step ?? 'unrecorded'}${accepted ? '' : ` (${answer})`}`];
  });
}
