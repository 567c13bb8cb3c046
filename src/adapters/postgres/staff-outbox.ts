import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { toEpochMs, toInstant, type IsoInstant } from '../../domain/instant.ts';
import type {
  MatterResult,
  OutboxRound,
  StaffMatter,
  StaffOutbox,
  WaitingMatter,
} from '../../ports/staff-outbox.ts';
import type { Schema } from './schema.ts';

/** In the transaction of the fact itself: what staff must know is not lost with the process. @param due null: at once */
export async function queueMatter(
  db: Kysely<Schema>,
  matter: StaffMatter,
  { at, due = null }: { readonly at: IsoInstant; readonly due?: IsoInstant | null },
): Promise<void> {
  const row = { matter: JSON.stringify(matter), state: 'pending', reason: null, created_at: at };
  await db
    .insertInto('staff_outbox')
    .values({ ...row, next_try_at: due ?? AT_ONCE })
    .execute();
}

/** Whatever clock the reader has. */
export const AT_ONCE = '-infinity';
const REFUSED = 'refused: ';
/** Tries of a matter that the channel refuses as such; later ones would fare the same. */
const MAX_TRIES = 5;

export function createStaffOutbox(db: Kysely<Schema>): StaffOutbox {
  return {
    add: (matter, at) => queueMatter(db, matter, { at }),
    relayNext: (kinds, now, handle) =>
      db.transaction().execute(async (trx) => {
        const row = await lockNext(trx, kinds, now);
        if (!row) return 'none';
        const result = await handle(row);
        return settle(trx, { row, kinds, result, now });
      }),
  };
}

const id = z.string().min(1);
const matterJson = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['reply', 'promise_over']), replyId: id }),
  z.object({ kind: z.literal('look'), replyId: id, because: z.enum(['paid', 'promise']) }),
  z.object({ kind: z.literal('alert'), key: z.string(), what: z.string(), remedy: z.string() }),
]);

/** In the order in which they came up; locked while they are told, so that replicas never tell one twice. */
async function lockNext(
  trx: Kysely<Schema>,
  kinds: readonly StaffMatter['kind'][],
  now: IsoInstant,
): Promise<WaitingMatter | null> {
  const row = await trx
    .selectFrom('staff_outbox')
    .select(['id', 'matter', 'tries', 'reason', 'created_at'])
    .where('state', '=', 'pending')
    .where('next_try_at', '<=', now)
    .where(sql<boolean>`matter->>'kind' = any(${kinds})`)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return null;
  const { id, tries, created_at: at } = row;
  const wasRefused = row.reason?.startsWith(REFUSED) ?? false;
  return { id, at, tries, wasRefused, matter: matterJson.parse(row.matter) };
}

interface Settling {
  readonly row: WaitingMatter;
  readonly kinds: readonly StaffMatter['kind'][];
  readonly result: MatterResult;
  readonly now: IsoInstant;
}

async function settle(trx: Kysely<Schema>, { row, kinds, result, now }: Settling): Promise<OutboxRound> {
  const later = (ms: number) => toInstant(toEpochMs(now) + ms);
  const update = trx.updateTable('staff_outbox');
  const tries = row.tries + 1;
  switch (result.kind) {
    case 'done':
      await update.set({ state: 'done', reason: null, tries }).where('id', '=', row.id).execute();
      return 'done';
    case 'refused': {
      const state = tries >= MAX_TRIES ? 'parked' : 'pending';
      const change = {
        state,
        reason: `${REFUSED}${result.why}`,
        tries,
        next_try_at: later(2 ** tries * 1_000),
      };
      await update.set(change).where('id', '=', row.id).execute();
      return state === 'parked' ? 'parked' : 'refused';
    }
    case 'later': {
      await update.set({ reason: result.why, tries }).where('id', '=', row.id).execute();
      // The channel itself is away: what came up later waits behind this one.
      await update
        .set({ next_try_at: sql`greatest(next_try_at, ${later(result.pauseMs)}::timestamptz)` })
        .where('state', '=', 'pending')
        .where(sql<boolean>`matter->>'kind' = any(${kinds})`)
        .where(sql<boolean>`next_try_at <= ${later(result.pauseMs)}::timestamptz`)
        .execute();
      return 'later';
    }
  }
}
