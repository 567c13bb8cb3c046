import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** The secret this database made for itself at its first migration; used where `APP_SECRET` is not set. */
export async function readOwnSecret(db: Kysely<Schema>): Promise<string> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'app_secret')
    .executeTakeFirstOrThrow();
  return row.value;
}
