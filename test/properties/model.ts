import { DAY_MS } from '../../src/domain/duration.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { MessageRecord } from '../simulators/rapiwa/state.ts';
import type { Run } from './in-memory-temporal.ts';
import type { Entry } from './journal.ts';
import { REFUSALS } from './scenario.ts';
import type { Attempt } from './troubles.ts';

/** What is left when a scenario is over: the journal, and the ledger's rows. */
export interface Ending {
  readonly entries: readonly Entry[];
  readonly attempts: readonly Attempt[];
  readonly runs: readonly Run[];
  readonly debtIds: readonly string[];
  /** How many requests Rapiwa itself counted. */
  readonly messages: number;
  readonly recoveries: readonly { readonly debt_id: string; readonly outcome: string | null }[];
  readonly deliveries: readonly {
    readonly debt_id: string;
    readonly step: string;
    readonly channel: string;
    readonly state: string;
  }[];
  readonly suspensions: readonly {
    readonly debt_id: string;
    readonly policy: string;
    readonly suspended_at: string;
  }[];
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;
type Requested = Of<'requested'>;
/** A request, and the look and licence of its own attempt that it rests on. */
interface Sent extends Requested {
  readonly message: MessageRecord;
  readonly licence: Of<'licensed'>;
  readonly reread: Of<'reread'> | undefined;
}

/** The promise of product.md §2, told of one ending. @returns what was broken, in sentences; empty when it was kept */
export function brokenPromises(ending: Ending): string[] {
  const sent = sentOf(ending);
  return [
    ...onceEach(ending),
    ...neverTwice(sent),
    ...neverAfterPayment(ending, sent),
    ...neverAfterStop(ending, sent),
    ...neverAfterTheEnd(ending, sent),
    ...neverWrongMoney(ending, sent),
    ...neverAtTheWrongTime(ending, sent),
    ...honestLedger(ending, sent),
    ...suspendedLast(ending, sent),
    ...oneOutcome(ending),
  ];
}

function of<Kind extends Entry['kind']>({ entries }: Pick<Ending, 'entries'>, kind: Kind): Of<Kind>[] {
  return entries.filter((entry): entry is Of<Kind> => entry.kind === kind);
}

function sentOf(ending: Ending): Sent[] {
  const licences = of(ending, 'licensed');
  const rereads = of(ending, 'reread');
  return of(ending, 'requested').flatMap((requested) => {
    const { message, order, attempt, debtId } = requested;
    const licence = licences.findLast((one) => one.attempt === attempt && one.order < order);
    const reread = rereads.findLast(
      (one) => one.attempt === attempt && one.debtId === debtId && one.order < order,
    );
    if (message && !licence) throw new Error(`attempt ${attempt} requested a message without a licence`);
    return message ? [{ ...requested, message, licence: licence!, reread }] : [];
  });
}

const isReminder = ({ step }: Sent): boolean => step !== 'confirmation';
const name = ({ step, debtId, attempt }: Sent): string => `${step} of ${debtId} (attempt ${attempt})`;

/** One recovery per invoice, ever; and none is lost. */
function onceEach(ending: Ending): string[] {
  const { runs, recoveries } = ending;
  return ending.debtIds.flatMap((debtId) => {
    const started = runs.filter(({ workflowId }) => workflowId === `recovery:stripe:${debtId}`).length;
    const rows = recoveries.filter(({ debt_id }) => debt_id === debtId).length;
    const expected = of(ending, 'failure told').some((told) => told.debtId === debtId) ? 1 : 0;
    if (started === expected && rows === expected) return [];
    return [`${debtId}: ${started} runs and ${rows} rows, and not ${expected}`];
  });
}

/** Whether the customer may have got it: also where nobody heard the answer that it was refused. */
function mayHaveArrived({ message }: Sent): boolean {
  return message.accepted || !REFUSALS.has(message.answer);
}

/** A step's message is requested again only where everybody knows that it was refused. */
function neverTwice(sent: readonly Sent[]): string[] {
  return sent.flatMap((second, index) => {
    const first = sent
      .slice(0, index)
      .find((one) => one.debtId === second.debtId && one.step === second.step);
    const isOpen = sent
      .slice(0, index)
      .some((one) => one.debtId === second.debtId && one.step === second.step && mayHaveArrived(one));
    return first && isOpen
      ? [`${name(second)} was requested although attempt ${first.attempt} may have sent it`]
      : [];
  });
}

/** A read may take 5 s, and what follows it 2 s. */
const LOOK_LASTS_MS = 7_100;

function neverAfterPayment(ending: Ending, sent: readonly Sent[]): string[] {
  const closings = [...of(ending, 'closed'), ...of(ending, 'told')];
  return sent.filter(isReminder).flatMap((one) => {
    const { reread, licence } = one;
    if (!reread) return [`${name(one)} went out without a look at the invoice`];
    const late = one.calledAt - reread.at > LOOK_LASTS_MS;
    const broken = closings.filter(({ kind, debtId, order }) => {
      if (debtId !== one.debtId) return false;
      return order < (kind === 'told' ? licence.order : reread.order);
    });
    return [
      ...(late ? [`${name(one)} went out ${one.calledAt - reread.at} ms after its look at the invoice`] : []),
      ...broken.map(({ kind, standing }) => `${name(one)} went out although ${kind} ${standing} before`),
    ];
  });
}

function neverAfterStop(ending: Ending, sent: readonly Sent[]): string[] {
  const stops = of(ending, 'stopped');
  return sent
    .filter(({ message, licence }) =>
      stops.some(({ number, order }) => number === message.number && order < licence.order),
    )
    .map((one) => `${name(one)} went out after STOP`);
}

/** A recovery once closed stays closed: only thanks for a payment may follow. */
function neverAfterTheEnd(ending: Ending, sent: readonly Sent[]): string[] {
  const ends = of(ending, 'ended');
  const paid = [...of(ending, 'closed'), ...of(ending, 'told')].filter(({ standing }) => standing === 'paid');
  return sent.flatMap((one) => {
    const end = ends.find(({ debtId, order }) => debtId === one.debtId && order < one.licence.order);
    if (isReminder(one)) return end ? [`${name(one)} went out although it had ended as ${end.outcome}`] : [];
    const isPaid = paid.some(({ debtId, order }) => debtId === one.debtId && order < one.licence.order);
    return isPaid ? [] : [`${name(one)} thanks for a payment that never was`];
  });
}

const DIGITS: Readonly<Record<string, number>> = { jpy: 0, kwd: 3 };
const AMOUNT = /(?:[$€¥]|KWD\u00a0)\d+(?:,\d{3})*(?:\.\d+)?/g;

/** As the texts write it, in plain words of the test: en-US, with all its digits. */
function written(minor: number, currency: string): string {
  const digits = DIGITS[currency] ?? 2;
  const symbol = { usd: '$', eur: '€', jpy: '¥' }[currency] ?? `${currency.toUpperCase()}\u00a0`;
  const [whole, fraction] = (minor / 10 ** digits).toFixed(digits).split('.');
  const grouped = whole!.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return symbol + (fraction ? `${grouped}.${fraction}` : grouped);
}

/** Every amount is one that the processor showed this attempt as still due, or the sum of such of one currency. */
function neverWrongMoney(ending: Ending, sent: readonly Sent[]): string[] {
  const shown = of(ending, 'shown');
  return sent.flatMap((one) => {
    const latest = new Map<string, Of<'shown'>>();
    for (const look of shown) {
      if (look.attempt === one.attempt && look.order < one.licence.order) latest.set(look.debtId, look);
    }
    const allowed = sums([...latest.values()]);
    const amounts = one.message.text.match(AMOUNT) ?? [];
    const wrong = amounts.filter((amount) => !allowed.has(amount));
    const missing = isReminder(one) && amounts.length === 0;
    return wrong.length > 0 || missing
      ? [`${name(one)} names ${amounts.join()} and not ${[...allowed].join()}`]
      : [];
  });
}

function sums(looks: readonly Of<'shown'>[]): Set<string> {
  const found = new Set<string>();
  for (let chosen = 1; chosen < 2 ** looks.length; chosen += 1) {
    const some = looks.filter((_, index) => chosen & (1 << index));
    const currencies = new Set(some.map(({ currency }) => currency));
    const [currency] = currencies;
    if (currencies.size === 1)
      found.add(
        written(
          some.reduce((sum, { minor }) => sum + minor, 0),
          currency!,
        ),
      );
  }
  return found;
}

/** Inside the contact window (09:00 to 20:00, UTC here) and one reminder a day, unless staff are in a hurry. */
function neverAtTheWrongTime({ attempts }: Ending, sent: readonly Sent[]): string[] {
  const isHurried = ({ attempt }: Sent) =>
    (attempts[attempt]?.request as { hurry?: boolean } | undefined)?.hurry === true;
  return sent
    .filter((one) => !isHurried(one))
    .flatMap((one) => {
      const hour = new Date(one.reread?.at ?? one.licence.at).getUTCHours();
      const isOpen = hour >= 9 && hour < 20;
      const other = sent.find(
        (two) =>
          isDaily(one) &&
          isDaily(two) &&
          two.debtId === one.debtId &&
          two.step !== one.step &&
          mayHaveArrived(two) &&
          two.order < one.licence.order &&
          one.licence.at - two.calledAt < DAY_MS - SLACK_MS,
      );
      return [
        ...(isOpen ? [] : [`${name(one)} went out at ${hour} o'clock`]),
        ...(other ? [`${name(one)} went out within a day of ${name(other)}`] : []),
      ];
    });
}

const isDaily = ({ step }: Sent): boolean => step !== 'confirmation' && step !== 'suspension';

/** A lost answer is `unknown`, a heard one is what it was; and nothing is left as if it were still being sent. */
function honestLedger(ending: Ending, sent: readonly Sent[]): string[] {
  const { deliveries, attempts, messages } = ending;
  const states = new Map(deliveries.map((row) => [`${row.debt_id} ${row.step} ${row.channel}`, row.state]));
  const licences = of(ending, 'licensed');
  const last = licences.filter(
    ({ order, debtId, step }) =>
      !licences.some((other) => other.order > order && other.debtId === debtId && other.step === step),
  );
  const dishonest = last.flatMap((licence) => {
    const { debtId, step, attempt } = licence;
    const state = states.get(`${debtId} ${step} whatsapp`) ?? 'missing';
    const request = sent.find((one) => one.licence === licence);
    const expected = expectedStates(request?.message ?? null, {
      wasCutOff: CUT_OFF.has(attempts[attempt]!.befell),
      // A zombie that finds its successor's `sending` takes it for one that was cut off: safe, and soon settled by staff.
      hadZombies: attempts.some((one) => one.debtId === debtId && one.befell === 'stalled'),
    });
    if (expected.includes(state)) return [];
    return [
      `${step} of ${debtId} (attempt ${attempt}) is ${state} in the ledger, not ${expected.join(' or ')}`,
    ];
  });
  const left = deliveries.filter(({ state }) => state === 'sending');
  return [
    ...dishonest,
    ...left.map(({ debt_id, step }) => `${step} of ${debt_id} is still "sending" at the end`),
    ...(messages === sent.length
      ? []
      : [`Rapiwa got ${messages} requests, and ${sent.length} were made by attempts`]),
  ];
}

const CUT_OFF: ReadonlySet<Attempt['befell']> = new Set(['killed', 'stalled', 'connection lost'] as const);

/** What the ledger may say of a licence's delivery. */
function expectedStates(
  message: MessageRecord | null,
  { wasCutOff, hadZombies }: { readonly wasCutOff: boolean; readonly hadZombies: boolean },
): string[] {
  // Without a request the licence was given back, because the look was too old by then.
  const isRefused = message === null || REFUSALS.has(message.answer);
  if (!isRefused && message.answer !== 'api') return ['unknown'];
  const known = isRefused ? ['planned', 'rejected'] : ['sent'];
  return wasCutOff || hadZombies ? [...known, 'unknown'] : known;
}

/** What an attempt may take between its look at the clock and its request. */
const SLACK_MS = 60_000;
const NOTICE_MS = 3 * DAY_MS;

/** Only after a final notice that surely arrived, its printed date, and never for what was closed before. */
function suspendedLast(ending: Ending, sent: readonly Sent[]): string[] {
  const closings = [...of(ending, 'closed'), ...of(ending, 'told')];
  const rereads = of(ending, 'reread');
  return ending.suspensions.flatMap(({ debt_id, policy, suspended_at }) => {
    const suspended = of(ending, 'suspended').find(({ debtId }) => debtId === debt_id);
    if (!suspended) return [`${debt_id} was suspended by nobody`];
    const reread = rereads.findLast(
      ({ attempt, order }) => attempt === suspended.attempt && order < suspended.order,
    );
    const closed = closings.find(({ kind, debtId, order }) => {
      return debtId === debt_id && order < (kind === 'told' ? suspended.order : (reread?.order ?? 0));
    });
    const problems = closed
      ? [`${debt_id} was suspended although ${closed.kind} ${closed.standing} before`]
      : [];
    if (!reread) problems.push(`${debt_id} was suspended without a look at the invoice`);
    if (policy === 'processor') return problems;
    const notice = sent.find(
      (one) => one.debtId === debt_id && one.step === 'final_notice' && one.message.accepted,
    );
    if (!notice) return [...problems, `${debt_id} was suspended without a final notice`];
    const at = Date.parse(suspended_at);
    if (at < notice.calledAt + NOTICE_MS)
      problems.push(`${debt_id} was suspended too soon after its final notice`);
    if (at < printedDate(notice.message.text))
      problems.push(`${debt_id} was suspended before the printed date`);
    return problems;
  });
}

function printedDate(text: string): number {
  const [, date] = /suspended on \w+, (\w+ \d+, \d{4})/.exec(text) ?? [];
  return Date.parse(`${date} UTC`);
}

function oneOutcome(ending: Ending): string[] {
  const ends = of(ending, 'ended');
  return ending.recoveries.flatMap(({ debt_id, outcome }) => {
    const told = ends.filter(({ debtId }) => debtId === debt_id).map((end) => end.outcome as Outcome);
    const run = ending.runs.find(({ workflowId }) => workflowId === `recovery:stripe:${debt_id}`);
    const returned =
      run?.closed === 'cancelled' ? outcome : (run?.result as { outcome?: string } | null)?.outcome;
    if (outcome !== null && told.length === 1 && told[0] === outcome && returned === outcome) return [];
    return [
      `${debt_id}: the ledger says ${outcome}, it was told ${told.join()}, the run returned ${returned}`,
    ];
  });
}
