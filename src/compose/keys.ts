import { createHash, createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ActivityDeps } from '../activities/deps.ts';
import type { Schema } from '../adapters/postgres/schema.ts';
import { readOwnSecret } from '../adapters/postgres/settings.ts';
import type { Config } from '../config/env.ts';
import type { DebtRef } from '../domain/ids.ts';
import { offerCode } from '../domain/offer-code.ts';
import type { Phone } from '../domain/phone.ts';

/** Keyed hash that finds a number again without keeping it; server and worker must make the same. */
export async function composePhoneHash(
  { appSecret }: Pick<Config, 'appSecret'>,
  { db }: { readonly db: Kysely<Schema> },
): Promise<(phone: Phone) => string> {
  return keyedHashes(await hashSecret({ appSecret }, { db })).hashPhone;
}

/** APP_SECRET, else the one that the database made for itself. */
export async function hashSecret(
  { appSecret }: Pick<Config, 'appSecret'>,
  { db }: { readonly db: Kysely<Schema> },
): Promise<string> {
  return appSecret ?? (await readOwnSecret(db));
}

/** Numbers and addresses as the ledger keeps them: found again, never read. */
export function keyedHashes(secret: string): Pick<ActivityDeps, 'hashPhone' | 'hashAddress'> {
  const hash = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  return {
    hashPhone: hash,
    // A number begins with +, so that no address has the hash of one.
    hashAddress: (address) => hash(`email:${address.toLowerCase()}`),
  };
}

/** What a customer types to redeem the offer of a debt: always the same, and not to be guessed. */
export function offerCodes(secret: string): (debt: DebtRef) => string {
  return ({ source, debtId }) =>
    offerCode(createHmac('sha256', secret).update(`winback ${source} ${debtId}`).digest());
}

/** The linked device behind a key, without the key. */
export function deviceOf(apiKey: string): string {
  return `rapiwa:${createHash('sha256').update(apiKey).digest('hex').slice(0, 12)}`;
}
