import { errorFields } from './error-fields.ts';

/** Fields that hold a key, a number or a message, whoever hands them over and however deep they stand. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'apikey',
  'phone',
  'number',
  'text',
  'password',
]);
/** Deeper than this nothing of ours is nested. */
const MAX_DEPTH = 6;

/** The fields as they may be written: errors cut down to what they say, secret fields hidden. */
export function safeFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, safeValue(name, value, depth)]),
  );
}

function safeValue(name: string, value: unknown, depth: number): unknown {
  if (SECRET_FIELDS.has(name.toLowerCase())) return '[redacted]';
  if (value instanceof Error || name === 'err') return errorFields(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => safeValue('', item, depth + 1));
  return safeFields(value as Record<string, unknown>, depth + 1);
}
