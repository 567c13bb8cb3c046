import { createHash, createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from './adapters/postgres/schema.ts';
import { readOwnSecret } from './adapters/postgres/settings.ts';
import type { Config } from './config/env.ts';
import type { Phone } from './domain/phone.ts';

/** Keyed hash that finds a number again without keeping it; server and worker must make the same. */
export async function composePhoneHash(
  { appSecret }: Pick<Config, 'appSecret'>,
  { db }: { readonly db: Kysely<Schema> },
): Promise<(phone: Phone) => string> {
  const secret = appSecret ?? (await readOwnSecret(db));
  return (phone) => createHmac('sha256', secret).update(phone).digest('hex');
}

/** The linked device behind a key, without the key. */
export function deviceOf(apiKey: string): string {
  return `rapiwa:${createHash('sha256').update(apiKey).digest('hex').slice(0, 12)}`;
}
