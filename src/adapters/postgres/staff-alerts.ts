import { sql, type Kysely } from 'kysely';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { AlertLedger } from '../../ports/staff-alerts.ts';
import type { Schema } from './schema.ts';
import { AT_ONCE } from './staff-outbox.ts';

/** Which matters staff were told of, and when: one row a matter, shared by every process. */
export function createAlertLedger(db: Kysely<Schema>): AlertLedger {
  return {
    queueAlert: async (alert, now, quietMs) => {
      const quietSince = toInstant(toEpochMs(now) - quietMs);
      const matter = JSON.stringify({ kind: 'alert', ...alert });
      const queued = await sql`
        with claimed as (
          insert into staff_alerts (key, last_at) values (${alert.key}, ${now})
          on conflict (key) do update set last_at = excluded.last_at
            where staff_alerts.last_at <= ${quietSince}
          returning key
        )
        insert into staff_outbox (matter, state, created_at, next_try_at)
        select ${matter}::jsonb, 'pending', ${now}, ${AT_ONCE} from claimed`.execute(db);
      return queued.numAffectedRows === 1n;
    },
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
