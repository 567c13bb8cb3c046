import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import { DELIVERY_STATES } from '../../domain/delivery.ts';
import type { DebtRef } from '../../domain/ids.ts';
import { stepRole } from '../../domain/sequence.ts';
import type { Decided, DeliveryDesk, StaffDecision } from '../../ports/staff-desk.ts';
import { addNews } from './news-store.ts';
import { HINT_WINDOW } from './receipts.ts';
import { ofDebt, sequenceRow } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** What a person decides about messages whose fate is not known; each decision in one commit with its record. */
export function createDeliveryDesk(db: Kysely<Schema>): DeliveryDesk {
  return {
    unknowns: () => readUnknowns(db),
    settle: (decision, state) =>
      db.transaction().execute(async (trx) => {
        const change = { state, reason: `settled by ${decision.actor}` };
        const decided = await decide(trx, decision, { action: 'settle', detail: state, change });
        if (decided.kind === 'done' && state === 'sent') await release(trx, decision, decided.debt);
        return decided;
      }),
    reopen: (decision) =>
      db.transaction().execute((trx) => {
        const change = { state: 'planned', reason: `resent by ${decision.actor}` };
        return decide(trx, decision, { action: 'resend', detail: 'planned again', change, isResend: true });
      }),
    giveBack: async (decision, debt) => {
      const given = await db
        .updateTable('deliveries')
        .set({ state: 'unknown', reason: 'resend not possible' })
        .where(ofDebt(debt))
        .where('step', '=', decision.step)
        .where('channel', '=', decision.channel)
        .where('state', '=', 'planned')
        .executeTakeFirst();
      return given.numUpdatedRows > 0n;
    },
    releaseSuspension: (decision, debt) => release(db, decision, debt),
    openDebts: async (limit) => {
      const rows = await db
        .selectFrom('recoveries')
        .select(['source', 'debt_id'])
        .where('outcome', 'is', null)
        .orderBy('first_failure_at')
        .limit(limit)
        .execute();
      return rows.map(debtOf);
    },
  };
}

function debtOf({ source, debt_id }: { readonly source: string; readonly debt_id: string }): DebtRef {
  return { source: sourceName.parse(source), debtId: debt_id };
}

/** A suspension waits for a final notice that surely went out. */
async function release(db: Kysely<Schema>, { step, now }: StaffDecision, debt: DebtRef): Promise<void> {
  const row = await db
    .selectFrom('recoveries')
    .select('sequence')
    .where(ofDebt(debt))
    .executeTakeFirstOrThrow();
  if (stepRole(sequenceRow.parse(row.sequence), step) !== 'final_notice') return;
  await addNews(db, [debt], { news: { kind: 'hold_released', hold: 'final_notice_unconfirmed' }, now });
}

interface Deciding {
  readonly action: string;
  readonly detail: string;
  readonly change: { readonly state: string; readonly reason: string };
  /** Not for a recovery that has ended, nor where the other channel has carried the message. */
  readonly isResend?: true;
}

async function decide(
  trx: Transaction<Schema>,
  { debtId, step, channel, actor, now }: StaffDecision,
  { action, detail, change, isResend }: Deciding,
): Promise<Decided> {
  const row = await trx
    .selectFrom('deliveries as d')
    .innerJoin('recoveries as r', (join) =>
      join.onRef('r.source', '=', 'd.source').onRef('r.debt_id', '=', 'd.debt_id'),
    )
    .select(['d.id', 'd.state', 'd.source', 'd.debt_id', 'r.outcome'])
    .where('d.debt_id', '=', debtId)
    .where('d.step', '=', step)
    .where('d.channel', '=', channel)
    .forUpdate('d')
    .executeTakeFirst();
  if (row?.state !== 'unknown') {
    return { kind: 'not_unknown', state: row ? z.enum(DELIVERY_STATES).parse(row.state) : null };
  }
  const refused = isResend ? await whyNotAgain(trx, row, { step, channel }) : null;
  if (refused) return refused;
  // `state_at` stays: it was sent then or never.
  await trx.updateTable('deliveries').set(change).where('id', '=', row.id).execute();
  const { source, debt_id } = row;
  await trx
    .insertInto('staff_actions')
    .values({ at: now, actor, action, source, debt_id, detail: `${step} (${channel}): ${detail}` })
    .execute();
  return { kind: 'done', debt: debtOf(row) };
}

interface UnknownRow {
  readonly source: string;
  readonly debt_id: string;
  readonly outcome: string | null;
}

async function whyNotAgain(
  trx: Transaction<Schema>,
  row: UnknownRow,
  { step, channel }: Pick<StaffDecision, 'step' | 'channel'>,
): Promise<Decided | null> {
  if (row.outcome !== null) return { kind: 'ended', outcome: row.outcome };
  const other = await trx
    .selectFrom('deliveries')
    .select('channel')
    .where(ofDebt(debtOf(row)))
    .where('step', '=', step)
    .where('channel', '<>', channel)
    .where('state', 'in', ['sent', 'delivered', 'read'])
    .executeTakeFirst();
  return other ? { kind: 'covered', by: z.enum(CHANNELS).parse(other.channel) } : null;
}

const CHANNELS = ['whatsapp', 'email'] as const;

const unknownRow = z.object({
  debt_id: z.string(),
  step: z.string(),
  channel: z.enum(CHANNELS),
  state_at: z.string(),
  reason: z.string().nullable(),
  hints: z.array(z.string()),
});

async function readUnknowns(db: Kysely<Schema>): ReturnType<DeliveryDesk['unknowns']> {
  const { rows } = await sql`
    select debt_id, step, channel, state_at, reason, array(
      select u.message_id || ' ' || (array_agg(u.status order by u.rank desc))[1] from unmatched_receipts u
      where d.channel = 'whatsapp' and u.received_at between coalesce(d.reread_at, d.state_at) and d.state_at + ${HINT_WINDOW}::interval
        and not exists (select from deliveries x where x.provider_message_id = u.message_id)
      group by u.message_id order by min(u.received_at)) as hints
    from deliveries d where state = 'unknown' order by state_at`.execute(db);
  return rows.map((row) => {
    const { debt_id: debtId, state_at: at, ...rest } = unknownRow.parse(row);
    return { debtId, at, ...rest };
  });
}
