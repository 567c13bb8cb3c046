import { sql, type Kysely } from 'kysely';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { AlertLedger } from '../../ports/ledger.ts';
import type { Schema } from './schema.ts';

/** Which matters staff were told of, and when: one row a matter, shared by every process. */
export function createAlertLedger(db: Kysely<Schema>): AlertLedger {
  return {
    claimAlert: async (key, now, quietMs) => {
      const quietSince = toInstant(toEpochMs(now) - quietMs);
      const { rows } = await sql`
        insert into staff_alerts (key, last_at) values (${key}, ${now})
        on conflict (key) do update set last_at = excluded.last_at
          where staff_alerts.last_at <= ${quietSince}
        returning key`.execute(db);
      return rows.length > 0;
    },
    releaseAlert: async (key) => {
      await db.deleteFrom('staff_alerts').where('key', '=', key).execute();
    },
  };
}
