import { sql, type Kysely, type Transaction } from 'kysely';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { PaceLedger, SendPace, SendSlot } from '../../ports/pace-ledger.ts';
import type { Schema } from './schema.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A slot may be used this long after its instant; later (an outage) the delivery queues again: no burst. */
const FRESH_MS = 60_000;
/** So long after its first slot a device counts as new (reference: rapiwa.md section 7). */
const WARM_UP_MS = 10 * DAY_MS;

/**
 * The sender's queue: one slot a delivery, at least a gap apart and within the caps of any hour and day, over all
 * workers of the device.
 */
export function createPaceLedger(db: Kysely<Schema>, random: () => number): PaceLedger {
  return {
    reserveSlot: ({ deliveryId, isUseful = () => true }, pace, now) =>
      db.transaction().execute(async (trx) => {
        await queueUp(trx, pace.device);
        const device = await deviceOf(trx, pace.device);
        const own = await ownSlot(trx, deliveryId);
        const isOurs = own !== null && own >= Math.max(toEpochMs(now) - FRESH_MS, device.pausedUntil);
        if (isOurs) return { kind: 'reserved', at: toInstant(own), why: 'governor' };
        await trx.deleteFrom('send_slots').where('delivery_id', '=', deliveryId).execute();
        const jittered = { ...pace, jitterMs: pace.jitterMs * random() };
        const slot = await nextSlot(trx, jittered, { ...device, now: toEpochMs(now) });
        if (!isUseful(slot.at)) return { ...slot, kind: 'useless' };
        await keep(trx, { deliveryId, device: pace.device, at: slot.at });
        return slot;
      }),
    pauseSender: async (device, until) => {
      await db.transaction().execute(async (trx) => {
        await queueUp(trx, device);
        await sql`
          insert into send_devices (device, paused_until) values (${device}, ${until})
          on conflict (device) do update
            set paused_until = greatest(send_devices.paused_until, excluded.paused_until)`.execute(trx);
      });
    },
  };
}

/** One queue per device: reservations wait for each other here. */
async function queueUp(trx: Transaction<Schema>, device: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`pace:${device}`}, 0))`.execute(trx);
}

/** In milliseconds since 1970; a device that was never seen is new from its first slot on. */
interface Device {
  readonly warmUntil: number | null;
  readonly pausedUntil: number;
}

async function deviceOf(trx: Transaction<Schema>, device: string): Promise<Device> {
  const row = await trx
    .selectFrom('send_devices')
    .selectAll()
    .where('device', '=', device)
    .executeTakeFirst();
  return {
    warmUntil: row?.first_slot_at ? toEpochMs(row.first_slot_at) + WARM_UP_MS : null,
    pausedUntil: row?.paused_until ? toEpochMs(row.paused_until) : 0,
  };
}

async function ownSlot(trx: Transaction<Schema>, deliveryId: string): Promise<number | null> {
  const row = await trx
    .selectFrom('send_slots')
    .select('slot_at')
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst();
  return row ? toEpochMs(row.slot_at) : null;
}

async function keep(
  trx: Transaction<Schema>,
  {
    deliveryId,
    device,
    at,
  }: { readonly deliveryId: string; readonly device: string; readonly at: IsoInstant },
): Promise<void> {
  await trx.insertInto('send_slots').values({ delivery_id: deliveryId, device, slot_at: at }).execute();
  await sql`
    insert into send_devices (device, first_slot_at) values (${device}, ${at})
    on conflict (device) do update set first_slot_at = excluded.first_slot_at
      where send_devices.first_slot_at is null`.execute(trx);
}

type Reserved = SendSlot & { readonly kind: 'reserved' };

/** Only ever after the latest slot, so that caps need to look back only. */
async function nextSlot(
  trx: Transaction<Schema>,
  pace: SendPace,
  { now, warmUntil, pausedUntil }: Device & { readonly now: number },
): Promise<Reserved> {
  const latest = await nthLatest(trx, pace.device, 1);
  const gapped = latest === null ? now : latest + pace.minGapMs + pace.jitterMs;
  const hourly = await afterCap(trx, pace.device, { cap: pace.hourlyCap, periodMs: HOUR_MS });
  const paced = Math.max(now, pausedUntil, gapped, hourly);
  const daily = (cap: number) => afterCap(trx, pace.device, { cap, periodMs: DAY_MS });
  const at = Math.max(paced, await daily(pace.dailyCap));
  if (pace.warmUpCap > 0 && (warmUntil === null || at < warmUntil)) {
    const warming = Math.max(at, await daily(pace.warmUpCap));
    return slotAt(Math.min(warming, warmUntil === null ? warming : Math.max(at, warmUntil)), paced);
  }
  return slotAt(at, paced);
}

function slotAt(at: number, paced: number): Reserved {
  return { kind: 'reserved', at: toInstant(at), why: at > paced ? 'daily_cap' : 'governor' };
}

/** With a cap of n, the next may come a whole period after the n-th latest; 0 = no limit. */
async function afterCap(
  trx: Transaction<Schema>,
  device: string,
  { cap, periodMs }: { readonly cap: number; readonly periodMs: number },
): Promise<number> {
  const slot = cap > 0 ? await nthLatest(trx, device, cap) : null;
  return slot === null ? 0 : slot + periodMs;
}

async function nthLatest(trx: Transaction<Schema>, device: string, n: number): Promise<number | null> {
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
