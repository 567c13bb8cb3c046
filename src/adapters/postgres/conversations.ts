import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import { isConfirmed, DELIVERY_STATES } from '../../domain/delivery.ts';
import { toEpochMs } from '../../domain/instant.ts';
import { firmnessOf } from '../../domain/tone.ts';
import type { ConversationLedger, Turn, TurnAnswer } from '../../ports/conversation-ledger.ts';
import { ofDebt, sequenceRow } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** One conversation per contact: its row is locked while turns are given, so one reminder at a time gets it. */
export function createConversationLedger(db: Kysely<Schema>): ConversationLedger {
  return {
    takeTurn: (turn) => db.transaction().execute((trx) => takeTurn(trx, turn)),
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

async function takeTurn(trx: Transaction<Schema>, turn: Turn): Promise<TurnAnswer> {
  const holder = await lockTurn(trx, turn);
  const isOwn =
    holder.source === turn.debt.source && holder.debtId === turn.debt.debtId && holder.step === turn.step;
  if (!isOwn && !turn.isForced) {
    const taken = await takenBy(trx, holder, turn);
    if (taken) return taken;
  }
  await trx
    .updateTable('conversations')
    .set({
      source: turn.debt.source,
      debt_id: turn.debt.debtId,
      step: turn.step,
      reserved_at: turn.now,
      ...(isOwn ? {} : { named: '[]' }),
    })
    .where('contact_hash', '=', turn.contactHash)
    .execute();
  return { kind: 'yours' };
}

const namedDebt = z.object({ debtId: z.string(), amountMinor: z.string(), currency: z.string() });
const conversationRow = z.object({
  source: z.string(),
  debtId: z.string(),
  step: z.string(),
  sequence: sequenceRow,
  reservedAt: z.string(),
  named: z.array(namedDebt),
  hasEnded: z.boolean(),
});
type Holder = z.infer<typeof conversationRow>;

/** The row of the contact, made for this turn when there is none, locked until the transaction ends. */
async function lockTurn(trx: Transaction<Schema>, { contactHash, debt, step, now }: Turn): Promise<Holder> {
  await sql`
    insert into conversations (contact_hash, source, debt_id, step, reserved_at)
    values (${contactHash}, ${debt.source}, ${debt.debtId}, ${step}, ${now})
    on conflict (contact_hash) do nothing`.execute(trx);
  const { rows } = await sql`
    select c.source, c.debt_id as "debtId", c.step, c.reserved_at as "reservedAt", c.named,
      r.sequence, r.outcome is not null as "hasEnded"
    from conversations c join recoveries r on r.source = c.source and r.debt_id = c.debt_id
    where c.contact_hash = ${contactHash} for update of c`.execute(trx);
  return conversationRow.parse(rows[0]);
}

const deliveryRow = z.object({ state: z.enum(DELIVERY_STATES), requested_at: z.string() });

/** Null when the turn is free: spoken long enough ago, or reserved for something that came to nothing. */
async function takenBy(trx: Transaction<Schema>, holder: Holder, turn: Turn): Promise<TurnAnswer | null> {
  const { debtId, step, sequence } = holder;
  const by = { debtId, step, firmness: firmnessOf(sequence, step) };
  const rows = await trx
    .selectFrom('deliveries')
    .select(['state', 'requested_at'])
    .where('source', '=', holder.source)
    .where('debt_id', '=', debtId)
    .where('step', '=', step)
    .where('state', 'not in', ['planned', 'rejected'])
    .where('requested_at', 'is not', null)
    .orderBy('requested_at', 'desc')
    .execute();
  const requested = rows.map((row) => deliveryRow.parse(row));
  const now = toEpochMs(turn.now);
  if (requested[0]) {
    const at = requested[0].requested_at;
    if (toEpochMs(at) + turn.gapMs <= now) return null;
    const isSent = requested.some(({ state }) => isConfirmed(state));
    return { kind: 'spoken', by, at, isSent, named: holder.named };
  }
  const isStale = holder.hasEnded || toEpochMs(holder.reservedAt) + turn.staleMs <= now;
  return isStale ? null : { kind: 'reserved', by };
}
