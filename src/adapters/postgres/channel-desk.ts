import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { ChannelDesk } from '../../ports/channel-ledger.ts';
import { createChannelLedger, tellHeld } from './channel-states.ts';
import type { Schema } from './schema.ts';

/**
 * What a good reading of the device's health says nothing about: a plan that has run out, a path that is wrong. Only a
 * message that goes out ends those.
 */
const BEYOND_HEALTH = ['plan_expired', 'wrong_path'];

/** Looks at devices from outside of a send: by a poll of their health, or by a person. */
export function createChannelDesk(db: Kysely<Schema>): ChannelDesk {
  const ledger = createChannelLedger(db);
  return {
    states: () => readStates(db),
    noteGoodHealth: async (device, now) => {
      const row = await db
        .updateTable('channel_states')
        .set({ checked_at: now })
        .where('device', '=', device)
        .where('state', '=', 'blocked')
        .returning(['why', 'trusts_health'])
        .executeTakeFirst();
      if (!row?.trusts_health || BEYOND_HEALTH.includes(row.why ?? '')) return 0;
      return (await ledger.clearChannel({ device, by: 'health', now })) ?? 0;
    },
    probeNow: (device, now) =>
      db.transaction().execute(async (trx) => {
        await trx
          .updateTable('channel_states')
          .set({ next_probe_at: now, probe: null, tries: 0, trusts_health: true })
          .where('device', '=', device)
          .where('state', '=', 'blocked')
          .execute();
        return tellHeld(trx, { device, limit: 1, now });
      }),
  };
}

const stateRow = z.object({
  device: z.string(),
  state: z.enum(['ok', 'blocked']),
  why: z.string().nullable(),
  since: z.string(),
  checked_at: z.string(),
  held: z.number(),
});

async function readStates(db: Kysely<Schema>): ReturnType<ChannelDesk['states']> {
  const { rows } = await sql`
    select device, state, why, since, checked_at,
      (select count(*)::int from channel_holds h join recoveries r using (source, debt_id)
        where h.device = c.device and r.outcome is null) as held
    from channel_states c order by device`.execute(db);
  return rows.map((row) => {
    const { checked_at: checkedAt, ...state } = stateRow.parse(row);
    return { ...state, checkedAt };
  });
}
