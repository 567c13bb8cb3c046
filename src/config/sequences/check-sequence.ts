import { DAY_MS, durationMs } from '../../domain/duration.ts';
import { roleByName, type StepRole } from '../../domain/sequence.ts';
import { DEFAULT_SEQUENCE } from '../../domain/sequence-rules.ts';
import { STEP_TEXTS, TEXTS_OF_ROLE } from '../../domain/step-text.ts';
import type { SequenceForm, StepForm } from './form.ts';
import type { FieldPath } from './yaml-file.ts';

export interface Problem {
  readonly path: FieldPath;
  readonly what: string;
}

/** A step that has a role. */
interface Planned extends StepForm {
  readonly role: StepRole;
  readonly index: number;
  readonly dueMs: number;
}

/** A number hears of money once a day, and of a suspension this long before it. */
const NOTICE_DAYS = 3;
const MOST_REMINDERS = 3;
/** Processors try again every few days: a longer silence before each try could leave no hour for a message. */
const MOST_QUIET_MS = DAY_MS;

/** What product rules ask of a sequence that has the right form. */
export function checkSequence(form: SequenceForm, { hasEmail }: { readonly hasEmail: boolean }): Problem[] {
  const roles = form.steps.map(({ id, role }) => role ?? roleByName(id));
  const nameless = roles.flatMap((role, index) =>
    role === null ? [at(index, 'role', 'is missing: write reminder, final_notice, suspension or order')] : [],
  );
  const own = [...nameless, ...repeatedIds(form), ...channelProblems(form, hasEmail), ...quietProblems(form)];
  if (nameless.length > 0) return own;
  const steps = form.steps.map((step, index) => ({
    ...step,
    role: roles[index]!,
    index,
    dueMs: durationMs(step.offset),
  }));
  return [
    ...own,
    ...steps.flatMap(textProblem),
    ...orderProblems(form, steps),
    ...paceProblems(steps),
  ].concat(suspensionProblems(steps));
}

function at(index: number, field: string, what: string): Problem {
  return { path: ['steps', index, field], what };
}

function repeatedIds({ steps }: SequenceForm): Problem[] {
  return steps.flatMap(({ id }, index) =>
    steps.findIndex((other) => other.id === id) < index
      ? [at(index, 'id', `is the id of another step too: name this one differently`)]
      : [],
  );
}

function quietProblems({ quietBeforeNextAttempt: quiet }: SequenceForm): Problem[] {
  if (quiet === undefined || durationMs(quiet) <= MOST_QUIET_MS) return [];
  return [{ path: ['quietBeforeNextAttempt'], what: 'must be P1D or less' }];
}

function channelProblems({ steps }: SequenceForm, hasEmail: boolean): Problem[] {
  return steps.flatMap(({ channels }, index) => {
    if (channels && new Set(channels).size < channels.length)
      return [at(index, 'channels', 'names a channel twice: write each once')];
    return channels?.join() === 'email' && !hasEmail
      ? [at(index, 'channels', 'is e-mail only, and there is no mail server: set SMTP_URL, or add whatsapp')]
      : [];
  });
}

/** A text of one's own is looked for where texts are known: `step-texts.ts`. */
function textProblem({ id, template, role, index }: Planned): Problem[] {
  const text = template ?? id;
  const texts: readonly string[] = TEXTS_OF_ROLE[role];
  if (texts.includes(text) || !STEP_TEXTS.some((known) => known === text)) return [];
  return [at(index, 'template', `${text} is no text for a ${role}: write ${texts.join(' or ')}`)];
}

/** Orders are asked for without a suspension, and invoices without orders' texts; the defaults stay what they are for. */
function orderProblems(
  { id, quietBeforeNextAttempt, waitForSilentRetry }: SequenceForm,
  steps: readonly Planned[],
): Problem[] {
  const orders = steps.filter(({ role }) => role === 'order');
  const isForOrders = orders.length > 0;
  const mixed =
    isForOrders && orders.length < steps.length
      ? [
          at(
            orders[0]!.index,
            'role',
            'order stands beside other roles: a sequence is for orders or for invoices',
          ),
        ]
      : [];
  const expected = Object.entries(DEFAULT_SEQUENCE).find(([, name]) => name === id)?.[0];
  const turned =
    expected !== undefined && (expected === 'order') !== isForOrders
      ? [{ path: ['id'], what: `is the default of every ${expected}: name this sequence differently` }]
      : [];
  const retried = { quietBeforeNextAttempt, waitForSilentRetry: waitForSilentRetry || undefined };
  const unheard = Object.entries(retried).flatMap(([field, value]) =>
    isForOrders && value !== undefined
      ? [{ path: [field], what: 'has no meaning for orders, which no processor tries again: leave it out' }]
      : [],
  );
  return [...mixed, ...turned, ...unheard];
}

function paceProblems(steps: readonly Planned[]): Problem[] {
  const asking = steps.filter(({ role }) => role !== 'suspension');
  const tooMany = asking.slice(MOST_REMINDERS).map(({ index }) => ({
    path: ['steps', index],
    what: `is reminder ${asking.findIndex((step) => step.index === index) + 1}: at most ${MOST_REMINDERS}, the final notice among them`,
  }));
  const close = steps.slice(1).flatMap(({ index, dueMs, role }) => {
    const before = steps[index - 1]!;
    const days = role === 'suspension' && before.role === 'final_notice' ? NOTICE_DAYS : 1;
    const earliest = before.dueMs + days * DAY_MS;
    if (dueMs >= earliest) return [];
    const why = days > 1 ? `${days} days of notice` : 'a day';
    return [
      at(
        index,
        'offset',
        `comes too soon after ${before.id} (${why} at least): write ${daysAndHours(earliest)} or more`,
      ),
    ];
  });
  return [...tooMany, ...close];
}

/** As a person writes it: 90000000 → `P1DT1H`; rounded up to a minute. */
function daysAndHours(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  const hours = Math.floor((minutes % 1440) / 60);
  const time = `${hours > 0 ? `${hours}H` : ''}${minutes % 60 > 0 ? `${minutes % 60}M` : ''}`;
  return `P${Math.floor(minutes / 1440)}D${time && `T${time}`}`;
}

/** A suspension is the last step, announced by a final notice; a final notice announces one. */
function suspensionProblems(steps: readonly Planned[]): Problem[] {
  const of = (role: StepRole) => steps.filter((step) => step.role === role);
  const [final, ...moreFinals] = of('final_notice');
  const [suspension, ...moreSuspensions] = of('suspension');
  const again = [...moreFinals, ...moreSuspensions].map(({ index, role }) =>
    at(index, 'role', `${role} is there already: a sequence has one`),
  );
  const actions = steps.flatMap(({ index, role, action }) =>
    action === 'suspend' && role !== 'suspension'
      ? [at(index, 'action', 'suspend belongs to a step with role: suspension')]
      : [],
  );
  return [...again, ...actions, ...announcements({ steps, final, suspension })];
}

function announcements({
  steps,
  final,
  suspension,
}: {
  readonly steps: readonly Planned[];
  readonly final: Planned | undefined;
  readonly suspension: Planned | undefined;
}): Problem[] {
  if (!suspension) {
    return steps.flatMap((step) =>
      step === final || (step.template ?? step.id) === 'second_notice'
        ? [
            at(
              step.index,
              'role',
              'prints the date of a suspension that never comes: add a step with role: suspension',
            ),
          ]
        : [],
    );
  }
  if (!final || final.index > suspension.index)
    return [at(suspension.index, 'role', 'suspension needs a step with role: final_notice before it')];
  const late = steps.filter(({ index, role }) => index > suspension.index && role !== 'suspension');
  const between = steps.filter(({ index, role }) => index > final.index && role === 'reminder');
  return [...late, ...between].slice(0, 1).map(({ index }) => ({
    path: ['steps', index],
    what: 'comes after the final notice, which is the last reminder: put it before',
  }));
}
