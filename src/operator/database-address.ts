import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from './command.ts';

/** `DATABASE_URL`, else the address that a running `npm start` has left in `DATA_DIR/run/env.json`. */
export function databaseAddress(env: Environment): string {
  return addressIn(env, { name: 'DATABASE_URL', what: 'database' });
}

/** `TEMPORAL_ADDRESS`, likewise. */
export function temporalAddress(env: Environment): string {
  return addressIn(env, { name: 'TEMPORAL_ADDRESS', what: 'Temporal' });
}

export type Environment = Readonly<Record<string, string | undefined>>;

function addressIn(
  env: Environment,
  { name, what }: { readonly name: 'DATABASE_URL' | 'TEMPORAL_ADDRESS'; readonly what: string },
): string {
  const own = env[name];
  if (own?.trim()) return own;
  const file = publishedFile(env);
  const text = readOrNull(file);
  if (text === null) {
    throw new UsageError(
      `No ${what}: ${name} is not set, and ${file} is not there. Set it, or run \`npm start\` beside this.`,
    );
  }
  const found = z.record(z.string(), z.string().min(1)).safeParse(jsonOrNull(text)).data?.[name];
  if (found) return found;
  throw new UsageError(`${file} names no ${name}: start recoup again, or set ${name}`);
}

/** All that a running `npm start` has left there; nothing when none runs. */
export function publishedEnvironment(env: Environment): Readonly<Record<string, string>> {
  const text = readOrNull(publishedFile(env));
  return z.record(z.string(), z.string()).safeParse(jsonOrNull(text ?? '')).data ?? {};
}

function publishedFile(env: Environment): string {
  return join(env['DATA_DIR']?.trim() || '.recoup', 'run', 'env.json');
}

/** Null when there is no such file. */
export function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Cut off in mid-write: the caller says what to do.
    return null;
  }
}
