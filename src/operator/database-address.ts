import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { UsageError } from './command.ts';

type Env = Readonly<Record<string, string | undefined>>;

const published = z.record(z.string(), z.string()).and(z.object({ DATABASE_URL: z.string().min(1) }));

/** `DATABASE_URL`, else the address that a running `npm start` has left in `DATA_DIR/run/env.json`. */
export function databaseAddress(env: Env): string {
  if (env['DATABASE_URL']?.trim()) return env['DATABASE_URL'];
  const file = publishedFile(env);
  const text = readOrNull(file);
  if (text === null) {
    throw new UsageError(
      `No database: DATABASE_URL is not set, and ${file} is not there. Set it, or run \`npm start\` beside this.`,
    );
  }
  const found = published.safeParse(jsonOrNull(text));
  if (found.success) return found.data.DATABASE_URL;
  throw new UsageError(`${file} names no DATABASE_URL: start recoup again, or set DATABASE_URL`);
}

/** As server and worker see it: the process environment over `.temporal.env` here, over what `npm start` published. */
export function operatorEnvironment(env: Env): Record<string, string | undefined> {
  const running = published.safeParse(jsonOrNull(readOrNull(publishedFile(env)) ?? ''));
  const fromFile = parseEnv(readOrNull('.temporal.env') ?? '');
  return { ...(running.data ?? {}), ...set(fromFile), ...set(env) };
}

/** `NAME=` means "not set". */
function set(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

function publishedFile(env: Env): string {
  return join(env['DATA_DIR']?.trim() || '.recoup', 'run', 'env.json');
}

function readOrNull(file: string): string | null {
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
