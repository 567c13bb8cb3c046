import { sql, type Kysely, type Transaction } from 'kysely';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import type { PaceLedger, SendPace, SendSlot } from '../../ports/ledger.ts';
import type { Schema } from './schema.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A slot may be used this long after its instant; later (an outage) the delivery queues again: no burst. */
const FRESH_MS = 60_000;

/**
 * The sender's queue: one slot a delivery, at least a gap apart and within the caps of any hour and day, over all
 * workers of the device.
 */
export function createPaceLedger(db: Kysely<Schema>, random: () => number): PaceLedger {
  return {
    reserveSlot: (deliveryId, pace, now) =>
      db.transaction().execute(async (trx) => {
        // One queue per device: reservations wait for each other here.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`pace:${pace.device}`}, 0))`.execute(trx);
        const own = await trx
          .selectFrom('send_slots')
          .select('slot_at')
          .where('delivery_id', '=', deliveryId)
          .executeTakeFirst();
        if (own && toEpochMs(own.slot_at) >= toEpochMs(now) - FRESH_MS)
          return { at: own.slot_at, why: 'governor' };
        await trx.deleteFrom('send_slots').where('delivery_id', '=', deliveryId).execute();
        const slot = await nextSlot(trx, { ...pace, jitterMs: pace.jitterMs * random() }, toEpochMs(now));
        await trx
          .insertInto('send_slots')
          .values({ delivery_id: deliveryId, device: pace.device, slot_at: slot.at })
          .execute();
        return slot;
      }),
  };
}

async function nextSlot(trx: Transaction<Schema>, pace: SendPace, now: number): Promise<SendSlot> {
  const gapped = await afterSlot(trx, pace.device, 1);
  const hourly = pace.hourlyCap > 0 ? await afterSlot(trx, pace.device, pace.hourlyCap) : null;
  const daily = pace.dailyCap > 0 ? await afterSlot(trx, pace.device, pace.dailyCap) : null;
  const paced = Math.max(
    now,
    gapped === null ? now : gapped + pace.minGapMs + pace.jitterMs,
    hourly === null ? now : hourly + HOUR_MS,
  );
  const at = Math.max(paced, daily === null ? paced : daily + DAY_MS);
  return { at: toInstant(at), why: at > paced ? 'daily_cap' : 'governor' };
}

/** The n-th latest slot: with a cap of n, the next may come a whole period after it. */
async function afterSlot(trx: Transaction<Schema>, device: string, n: number): Promise<number | null> {
  const row = await trx
    .selectFrom('send_slots')
    .select('slot_at')
    .where('device', '=', device)
    .orderBy('slot_at', 'desc')
    .offset(n - 1)
    .limit(1)
    .executeTakeFirst();
  return row ? toEpochMs(row.slot_at) : null;
}
