import { CHANNELS } from './channel.ts';
import { SOURCES } from './ids.ts';
import { lapseInstant } from './plan.ts';
import {
  fieldsOf,
  ifThere,
  isPossible,
  MalformedField,
  readDuration,
  readInstant,
  readList,
  readText,
  readWord,
  type Field,
} from './read-field.ts';
import type { RecoveryInput } from './recovery-input.ts';
import { STEP_ROLES, type Sequence, type SequenceStep } from './sequence.ts';

export type ReadRecoveryInput =
  | { readonly kind: 'read'; readonly input: RecoveryInput }
  | { readonly kind: 'malformed'; readonly problem: string };

/**
 * What a recovery starts with, as anybody with access to Temporal may have written it: the version or the amount may be a
 * number, the currency in small letters. What the ledger could not keep, or no plan be made of, is malformed.
 */
export function readRecoveryInput(given: unknown): ReadRecoveryInput {
  try {
    const input = readInput(given);
    if (isPossible(() => lapseInstant(input))) return { kind: 'read', input };
    throw new MalformedField({ name: 'sequence' }, 'a plan that ends before the last date there is');
  } catch (error) {
    if (!(error instanceof MalformedField)) throw error;
    return { kind: 'malformed', problem: error.message };
  }
}

function readInput(given: unknown): RecoveryInput {
  const start = fieldsOf({ name: 'input', value: given });
  return {
    source: readWord(start('source'), SOURCES),
    debtId: readText(start('debtId')),
    kind: readWord(start('kind'), ['invoice', 'order']),
    customerId: readCustomer(start('customerId')),
    firstFailureAt: readInstant(start('firstFailureAt')),
    sequence: readSequence(fieldsOf(start('sequence'))),
    amountDueMinor: readAmount(start('amountDueMinor')),
    currency: readCurrency(start('currency')),
  };
}

function readSequence(sequence: (key: string) => Field): Sequence {
  return {
    id: readText(sequence('id')),
    version: readVersion(sequence('version')),
    steps: readList(sequence('steps'), (step) => readStep(fieldsOf(step))),
    ...ifThere('winbackWindow', sequence, readDuration),
    ...ifThere('endsAs', sequence, (field) => readWord(field, ['expired'])),
    ...ifThere('waitForSilentRetry', sequence, (field) => readWord(field, [true])),
    ...ifThere('quietBeforeNextAttempt', sequence, readDuration),
  };
}

function readStep(step: (key: string) => Field): SequenceStep {
  return {
    id: readText(step('id')),
    offset: readDuration(step('offset')),
    ...ifThere('role', step, (field) => readWord(field, STEP_ROLES)),
    ...ifThere('template', step, readText),
    ...ifThere('channels', step, (field) => readList(field, (channel) => readWord(channel, CHANNELS))),
    ...ifThere('action', step, (field) => readWord(field, ['none'])),
  };
}

function readCustomer(field: Field): string | null {
  return field.value === undefined || field.value === null || field.value === '' ? null : readText(field);
}

function readVersion(field: Field): string {
  const { value } = field;
  return typeof value === 'number' ? String(value) : readText(field);
}

function readAmount(field: Field): string {
  const { value } = field;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
  throw new MalformedField(field, 'a whole number of minor units as a decimal text, e.g. "1999"');
}

function readCurrency(field: Field): string {
  const { value } = field;
  if (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)) return value.toUpperCase();
  throw new MalformedField(field, 'an ISO 4217 code, e.g. USD');
}
