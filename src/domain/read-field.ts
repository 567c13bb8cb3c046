import { durationMs, type IsoDuration } from './duration.ts';
import { toEpochMs, toInstant, type IsoInstant } from './instant.ts';

/** A field of plain JSON that somebody else wrote, with its whole name, e.g. `sequence.steps[1].offset`. */
export interface Field {
  readonly name: string;
  readonly value: unknown;
}

/** Names the field and what belongs there, never what stands there. */
export class MalformedField extends Error {
  constructor({ name }: Pick<Field, 'name'>, expected: string) {
    super(`${name} must be ${expected}`);
    this.name = 'MalformedField';
  }
}

/** The fields of an object, by their names in it. */
export function fieldsOf({ name, value }: Field): (key: string) => Field {
  if (typeof value !== 'object' || value === null) throw new MalformedField({ name }, 'an object');
  const fields = value as Readonly<Record<string, unknown>>;
  const prefix = name === 'input' ? '' : `${name}.`;
  return (key) => ({ name: `${prefix}${key}`, value: Object.hasOwn(fields, key) ? fields[key] : undefined });
}

/** For a field that may be absent; null counts as that. */
export function ifThere<Key extends string, Value>(
  key: Key,
  fields: (key: string) => Field,
  read: (field: Field) => Value,
): { readonly [Name in Key]?: Value } {
  const field = fields(key);
  if (field.value === undefined || field.value === null) return {};
  return { [key]: read(field) } as { readonly [Name in Key]?: Value };
}

export function readText(field: Field): string {
  if (typeof field.value === 'string' && field.value !== '') return field.value;
  throw new MalformedField(field, 'a text that is not empty');
}

export function readWord<const Word>(field: Field, words: readonly Word[]): Word {
  const word = words.find((known) => known === field.value);
  if (word !== undefined) return word;
  throw new MalformedField(field, `${words.length > 1 ? 'one of ' : ''}${words.join(', ')}`);
}

export function readList<Item>(field: Field, read: (field: Field) => Item): readonly Item[] {
  if (!Array.isArray(field.value)) throw new MalformedField(field, 'a list');
  return field.value.map((value: unknown, index) => read({ name: `${field.name}[${index}]`, value }));
}

export function readDuration(field: Field): IsoDuration {
  const { value } = field;
  if (typeof value === 'string' && isPossible(() => durationMs(value))) return value;
  throw new MalformedField(
    field,
    'an ISO 8601 duration of days, hours, minutes and seconds, e.g. P3D or PT15M',
  );
}

/** Normalised to UTC. A zone is required: without one the instant would depend on the worker that reads it. */
export function readInstant(field: Field): IsoInstant {
  const { value } = field;
  const hasZone = typeof value === 'string' && /T.*(?:Z|[+-]\d{2}:\d{2})$/.test(value);
  if (hasZone && isPossible(() => toEpochMs(value))) return toInstant(toEpochMs(value));
  throw new MalformedField(field, 'an ISO 8601 instant with Z or an offset, e.g. 2026-11-23T10:00:00Z');
}

/** Whether it goes without a `RangeError`. */
export function isPossible(compute: () => unknown): boolean {
  try {
    compute();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
