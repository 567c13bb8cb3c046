import { z } from 'zod';
import { CHANNELS } from '../../domain/channel.ts';
import { DECLINE_CLASSES } from '../../domain/decline.ts';
import { durationMs } from '../../domain/duration.ts';
import { isStepId, STEP_ROLES } from '../../domain/sequence.ts';

/*
 * The forms of the files. Everything in them is a text, a list or a map (`yaml-file.ts`); every message says what to
 * write instead.
 */

function text(remedy: string) {
  return z.string({ error: ({ input }) => (input === undefined ? `is missing: ${remedy}` : remedy) });
}

function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be ${words.join(' or ')}` });
}

/** One word, or a list of them. */
function words<Item extends z.ZodType>(item: Item) {
  const listed = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
  return z.preprocess(listed, z.array(item, 'must be one word or a list').min(1, 'names nothing').optional());
}

const map = { error: 'must be a map of fields' };

/** Like `z.strictObject`, with a remedy for a field nobody knows. */
function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `is no field: write one of ${known}` : map.error),
  });
}

const duration = text('write an ISO 8601 duration, e.g. P3D or PT4H').refine(
  isDuration,
  'must be an ISO 8601 duration of days, hours, minutes and seconds, e.g. P3D or PT4H',
);

function isDuration(value: string): boolean {
  try {
    return durationMs(value) >= 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const truth = word(['true', 'false']).transform((value) => value === 'true');
const NAME = 'write small letters, digits and _, e.g. vip_invoices';
const name = text(NAME).regex(/^[a-z][a-z0-9_]{0,39}$/, NAME);

const step = fields({
  id: text('name the step, e.g. gentle_nudge').refine(
    isStepId,
    'must be small letters, digits and _ (40 at most), and no word with another meaning such as confirmation or paid',
  ),
  offset: duration,
  role: word(STEP_ROLES).optional(),
  template: text('name a text, e.g. first_notice').optional(),
  channels: words(word(CHANNELS)),
  action: word(['suspend', 'none']).optional(),
});
export type StepForm = z.infer<typeof step>;

/** A file of one sequence. */
export const sequenceForm = fields({
  id: name,
  version: text('write a version, e.g. 1; change it with every change of the steps').min(
    1,
    'must not be empty',
  ),
  steps: z.array(step, 'must be a list of steps').min(1, 'must have a step at least'),
  winbackWindow: duration.optional(),
  endsAs: word(['lapsed', 'expired']).optional(),
  waitForSilentRetry: truth.optional(),
  quietBeforeNextAttempt: duration.optional(),
});
export type SequenceForm = z.infer<typeof sequenceForm>;

const AMOUNT = 'must be an amount in major units, e.g. 100 or 19.99';
const amountText = text(AMOUNT).regex(/^\d{1,15}(\.\d{1,4})?$/, AMOUNT);
const CURRENCY = 'must be an ISO 4217 code, e.g. EUR';
const currency = text(CURRENCY)
  .regex(/^[A-Za-z]{3}$/, CURRENCY)
  .toUpperCase();
const COUNTRY = 'must be an ISO 3166-1 code of two letters, e.g. DE';
const country = text(COUNTRY)
  .regex(/^[A-Za-z]{2}$/, COUNTRY)
  .toUpperCase();
const someWord = text('must be a word').min(1, 'must not be empty');

const amount = fields({
  currency,
  atLeast: amountText.optional(),
  below: amountText.optional(),
}).refine(
  ({ atLeast, below }) => (atLeast ?? below) !== undefined,
  'must have atLeast or below, or else write currency alone',
);

const conditions = fields({
  kind: word(['invoice', 'order']).optional(),
  plan: words(someWord),
  amount: amount.optional(),
  currency: words(currency),
  country: words(country),
  billingReason: words(someWord),
  collectionMethod: words(word(['charge_automatically', 'send_invoice'])),
  declineClass: words(word(DECLINE_CLASSES)),
  metadata: z.record(z.string(), words(someWord).pipe(z.array(z.string())), map).optional(),
}).refine(
  (when) => Object.values(when).some((condition) => condition !== undefined),
  'has no condition: write one, e.g. currency: EUR, or replace the default sequence instead',
);

/** `rules.yaml`. */
export const rulesForm = fields({
  rules: z.array(
    fields({ use: text('name the id of a sequence'), when: conditions }),
    'must be a list of rules',
  ),
});
export type RulesForm = z.infer<typeof rulesForm>;
