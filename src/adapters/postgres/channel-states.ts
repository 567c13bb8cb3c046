import { sql, type Kysely, type Transaction } from 'kysely';
import { growingPauseMs } from '../../domain/growing-pause.ts';
import type { DebtRef } from '../../domain/ids.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type {
  BlockedSend,
  ChannelAnswer,
  ChannelAsking,
  ChannelBlocked,
  ChannelLedger,
  ClearingChannel,
} from '../../ports/channel-ledger.ts';
import { newsRows } from './news-store.ts';
import type { Schema } from './schema.ts';

/** A probe that has not come back by then (it waits for its window, or its worker died) makes room for another. */
const PROBE_LEASE_MS = 300_000;
/** A device that fails this soon after a good health reading is not believed to be healthy again. */
const HEALTH_LIE = '15 minutes';

/** Whether the device can send, as one fact for all its recoveries. */
export function createChannelLedger(db: Kysely<Schema>): ChannelLedger {
  return {
    askChannel: (asking) => askChannel(db, asking),
    isChannelBlocked: async (device) => {
      const row = await db
        .selectFrom('channel_states')
        .select('device')
        .where('device', '=', device)
        .where('state', '=', 'blocked')
        .executeTakeFirst();
      return row !== undefined;
    },
    blockChannel: (blocked) => db.transaction().execute((trx) => blockChannel(trx, blocked)),
    clearChannel: (clearing) => db.transaction().execute((trx) => clearChannel(trx, clearing)),
  };
}

/** One read while the device works; all else only while it does not. */
async function askChannel(db: Kysely<Schema>, asking: ChannelAsking): Promise<ChannelAnswer> {
  const { device, debt, deliveryId, now } = asking;
  const lease = toInstant(toEpochMs(now) + PROBE_LEASE_MS);
  const { rows } = await sql<{ state: string; is_probe: boolean }>`
    select state, probe = ${deliveryId} or next_probe_at <= ${now} as is_probe
    from channel_states where device = ${device}`.execute(db);
  if (rows[0]?.state !== 'blocked') return 'open';
  if (rows[0].is_probe) {
    const claimed = await sql`
      update channel_states set probe = ${deliveryId}, next_probe_at = ${lease}
      where device = ${device} and state = 'blocked' and (probe = ${deliveryId} or next_probe_at <= ${now})`.execute(
      db,
    );
    if (claimed.numAffectedRows === 1n) return 'probe';
  }
  // In one statement with the look at the state: whoever ends the block finds this row, or this finds it ended.
  const held = await sql`
    insert into channel_holds (source, debt_id, device, since)
    select ${debt.source}, ${debt.debtId}, device, ${now} from
      (select device from channel_states where device = ${device} and state = 'blocked' for share) blocked
    on conflict (source, debt_id) do update set device = excluded.device`.execute(db);
  return held.numAffectedRows === 1n ? 'held' : 'open';
}

async function lockState(trx: Transaction<Schema>, { device, now }: Pick<BlockedSend, 'device' | 'now'>) {
  // So that there is always a row to lock.
  await trx
    .insertInto('channel_states')
    .values({
      device,
      state: 'ok',
      since: now,
      checked_at: now,
      why: null,
      probe: null,
      next_probe_at: null,
      cleared_by: null,
    })
    .onConflict((conflict) => conflict.column('device').doNothing())
    .execute();
  return trx
    .selectFrom('channel_states')
    .selectAll()
    .where('device', '=', device)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function blockChannel(trx: Transaction<Schema>, blocked: BlockedSend): Promise<ChannelBlocked> {
  const { device, why, firstPauseMs, longestPauseMs, debt, now } = blocked;
  const before = await lockState(trx, blocked);
  const wasBlocked = before.state === 'blocked';
  const tries = wasBlocked ? before.tries + 1 : 0;
  const pauseMs = Math.min(growingPauseMs(tries, firstPauseMs), longestPauseMs);
  const probeAt = toInstant(toEpochMs(now) + pauseMs);
  await trx
    .updateTable('channel_states')
    .set({
      state: 'blocked',
      why,
      since: wasBlocked ? before.since : now,
      checked_at: now,
      tries,
      probe: null,
      next_probe_at: probeAt,
      trusts_health: sql`trusts_health and not (state = 'ok' and coalesce(cleared_by, '') = 'health'
        and since > ${now}::timestamptz - ${HEALTH_LIE}::interval)`,
    })
    .where('device', '=', device)
    .execute();
  if (debt) await rememberHeld(trx, debt, { device, now });
  return { isNews: !wasBlocked || before.why !== why, probeAt };
}

async function clearChannel(
  trx: Transaction<Schema>,
  { device, by, now, blockedBefore }: ClearingChannel,
): Promise<number | null> {
  const cleared = await trx
    .updateTable('channel_states')
    .set({
      state: 'ok',
      why: null,
      since: now,
      checked_at: now,
      tries: 0,
      probe: null,
      next_probe_at: null,
      cleared_by: by,
      // A message that went out, or a person, is better evidence than any reading.
      ...(by === 'health' ? {} : { trusts_health: true }),
    })
    .where('device', '=', device)
    .where('state', '=', 'blocked')
    .where(sql<boolean>`since <= ${blockedBefore ?? now}`)
    .executeTakeFirst();
  return cleared.numUpdatedRows > 0n ? tellHeld(trx, { device, limit: null, now }) : null;
}

/** It waits for the device too, although it met the trouble itself. */
async function rememberHeld(
  trx: Transaction<Schema>,
  { source, debtId }: DebtRef,
  { device, now }: Pick<BlockedSend, 'device' | 'now'>,
): Promise<void> {
  await sql`
    insert into channel_holds (source, debt_id, device, since) values (${source}, ${debtId}, ${device}, ${now})
    on conflict (source, debt_id) do update set device = excluded.device`.execute(trx);
}

interface Telling {
  readonly device: string;
  /** Null: all. */
  readonly limit: number | null;
  readonly now: IsoInstant;
}

/** Those that have waited longest first; the sender's pace spreads what they do then. */
export async function tellHeld(trx: Transaction<Schema>, { device, limit, now }: Telling): Promise<number> {
  const told = await sql`
    with released as (
      delete from channel_holds h using (
        select source, debt_id from channel_holds where device = ${device} order by since limit ${limit}::bigint
      ) oldest
      where h.source = oldest.source and h.debt_id = oldest.debt_id
      returning h.source, h.debt_id
    )
    insert into recovery_news (source, debt_id, news, state, created_at, next_try_at)
    select source, debt_id, ${newsRows({ kind: 'hold_released', hold: 'channel' }, now)} from released`.execute(
    trx,
  );
  return Number(told.numAffectedRows ?? 0n);
}
