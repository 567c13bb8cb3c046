import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { isConfirmed, DELIVERY_STATES } from '../../domain/delivery.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import { firmnessOf } from '../../domain/tone.ts';
import type { ConversationLedger, Turn, TurnAnswer } from '../../ports/conversation-ledger.ts';
import { ofDebt, sequenceRow } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** One conversation per contact: its row is locked while a turn is taken, so one reminder at a time gets it. */
export function createConversationLedger(db: Kysely<Schema>): ConversationLedger {
  return {
    takeTurn: async (turn) => ((await claimTurn(db, turn)) ? { kind: 'yours' } : whoHasIt(db, turn)),
    recordNamed: async ({ contactHash, debt, step }, named) => {
      await db
        .updateTable('conversations')
        .set({ named: JSON.stringify(named) })
        .where('contact_hash', '=', contactHash)
        .where(ofDebt(debt))
        .where('step', '=', step)
        .execute();
    },
  };
}

/** The step that has the turn of conversation `c` asks for it again. */
const isOwn = sql`(c.source, c.debt_id, c.step) = (excluded.source, excluded.debt_id, excluded.step)`;

/**
 * In one statement, which most reminders are alone in: the turn is free when nobody had it, when its message went out
 * long enough ago, or when it was reserved for something that came to nothing. Whoever waits here for another's claim
 * sees that claim's fresh reservation, and so finds the turn taken.
 */
async function claimTurn(db: Kysely<Schema>, turn: Turn): Promise<boolean> {
  const { contactHash, debt, step, now, isForced } = turn;
  const spokenBefore = toInstant(toEpochMs(now) - turn.gapMs);
  const staleBefore = toInstant(toEpochMs(now) - turn.staleMs);
  const claimed = await sql`
    insert into conversations as c (contact_hash, source, debt_id, step, reserved_at)
    values (${contactHash}, ${debt.source}, ${debt.debtId}, ${step}, ${now})
    on conflict (contact_hash) do update set source = excluded.source, debt_id = excluded.debt_id,
      step = excluded.step, reserved_at = excluded.reserved_at, named = case when ${isOwn} then c.named else '[]' end
    where ${isOwn} or ${isForced}::boolean or coalesce(
      (select max(d.requested_at) <= ${spokenBefore} from deliveries d
        where d.source = c.source and d.debt_id = c.debt_id and d.step = c.step
          and d.state not in ('planned', 'rejected')),
      c.reserved_at <= ${staleBefore} or exists (select from recoveries r
        where r.source = c.source and r.debt_id = c.debt_id and r.outcome is not null))`.execute(db);
  return claimed.numAffectedRows === 1n;
}

const namedDebt = z.object({ debtId: z.string(), amountMinor: z.string(), currency: z.string() });
const holderRow = z.object({
  source: z.string(),
  debtId: z.string(),
  step: z.string(),
  sequence: sequenceRow,
  named: z.array(namedDebt),
});
type Holder = z.infer<typeof holderRow>;

/** Of a turn that is not free: its message went out, or is about to. */
async function whoHasIt(db: Kysely<Schema>, { contactHash }: Turn): Promise<TurnAnswer> {
  const { rows } = await sql`
    select c.source, c.debt_id as "debtId", c.step, c.named, r.sequence
    from conversations c join recoveries r on r.source = c.source and r.debt_id = c.debt_id
    where c.contact_hash = ${contactHash}`.execute(db);
  const holder = holderRow.parse(rows[0]);
  const { debtId, step, sequence, named } = holder;
  const by = { debtId, step, firmness: firmnessOf(sequence, step) };
  const requested = await requestedOf(db, holder);
  if (!requested[0]) return { kind: 'reserved', by };
  const isSent = requested.some(({ state }) => isConfirmed(state));
  return { kind: 'spoken', by, at: requested[0].requested_at, isSent, named };
}

const deliveryRow = z.object({ state: z.enum(DELIVERY_STATES), requested_at: z.string() });

/** What surely or possibly went out for the turn, the last first. */
async function requestedOf(db: Kysely<Schema>, { source, debtId, step }: Holder) {
  const rows = await db
    .selectFrom('deliveries')
    .select(['state', 'requested_at'])
    .where('source', '=', source)
    .where('debt_id', '=', debtId)
    .where('step', '=', step)
    .where('state', 'not in', ['planned', 'rejected'])
    .where('requested_at', 'is not', null)
    .orderBy('requested_at', 'desc')
    .execute();
  return rows.map((row) => deliveryRow.parse(row));
}
