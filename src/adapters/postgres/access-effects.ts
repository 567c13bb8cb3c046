import { sql, type Kysely, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { DebtRef } from '../../domain/ids.ts';
import { SUSPENSION_POLICIES } from '../../domain/suspension-policy.ts';
import type { AccessEffect, AccessEffectLedger } from '../../ports/access-effects.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import { subjectOf } from './access.ts';
import { hasEnded, isClosed } from './closings.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { columnsOf } from './standings.ts';

/** What the processor was asked for a suspension, and whether it was done. */
export function createAccessEffectLedger(db: Kysely<Schema>): AccessEffectLedger {
  return {
    effectOf: (record) => effectOf(db, record),
    licenseEffect: (record, effect) =>
      effect === 'cancel'
        ? licenseCancellation(db, record.input)
        : askedWhere(db, record, isPauseStanding(record)),
    recordEffectAsked: async (record) => (await askedWhere(db, record, sql<boolean>`true`)) ?? 0,
    recordEffectDone: async (debt) => {
      await db.updateTable('access_suspensions').set({ effect: 'done' }).where(ofDebt(debt)).execute();
    },
    recordEffectUndone: async (record) => {
      await sql`
        update access_suspensions set effect = 'undone'
        where ${ofSubject(record)} and policy = 'stripe_pause_collection' and restored_at is not null
          and effect in ('asked', 'done')`.execute(db);
    },
    recordSubscriptionEnded: async (record, by, now) => {
      const { source } = record.input;
      const effect = by === 'stripe_cancel' ? 'done' : null;
      await db
        .updateTable('access_suspensions')
        .set({ policy: by, effect })
        .where(ofDebt(record.input))
        .execute();
      await sql`
        insert into subject_closings (source, subject, standing, recorded_at)
        values (${source}, ${subjectOf(record)}, 'access_ended', ${now})
        on conflict (source, subject) do nothing`.execute(db);
    },
  };
}

/** In one statement with the standing, as when access was suspended: of this debt alone, whose row it locks. */
async function licenseCancellation(db: Kysely<Schema>, debt: DebtRef): Promise<number | null> {
  const columns = columnsOf(debt);
  const { rows } = await sql<{ tries: number }>`
    update access_suspensions set effect_tries = effect_tries + 1, effect = 'asked'
    where ${ofDebt(debt)} and policy = 'stripe_cancel' and restored_at is null
      and not ${isClosed(columns)} and not ${hasEnded(columns)}
    returning effect_tries as tries`.execute(db);
  return rows[0]?.tries ?? null;
}

async function askedWhere(
  db: Kysely<Schema>,
  record: RecoveryRecord,
  isAllowed: RawBuilder<boolean>,
): Promise<number | null> {
  const { rows } = await sql<{ tries: number }>`
    update access_suspensions
    set effect_tries = effect_tries + 1, effect = case when restored_at is null then 'asked' else effect end
    where ${ofSubject(record)} and (debt_id = ${record.input.debtId} or effect in ('asked', 'done')) and ${isAllowed}
    returning effect_tries as tries`.execute(db);
  return rows.length === 0 ? null : Math.max(...rows.map(({ tries }) => tries));
}

/** A debt of the subscription that is not closed has it paused. */
function isPauseStanding(record: RecoveryRecord): RawBuilder<boolean> {
  const wanting = { source: sql`wanting.source`, debtId: sql`wanting.debt_id` };
  return sql<boolean>`exists (
    select from access_suspensions wanting
    where wanting.source = ${record.input.source} and wanting.subject = ${subjectOf(record)}
      and wanting.policy = 'stripe_pause_collection' and wanting.restored_at is null and not ${isClosed(wanting)})`;
}

const row = z.object({
  policy: z.enum([...SUSPENSION_POLICIES, 'processor']).nullable(),
  effect: z.enum(['asked', 'done', 'undone']).nullable(),
  is_pause_wanted: z.boolean(),
  is_pause_ours: z.boolean(),
});

async function effectOf(db: Kysely<Schema>, record: RecoveryRecord): Promise<AccessEffect> {
  const { rows } = await sql`
    select
      (select policy from access_suspensions where ${ofDebt(record.input)}) as policy,
      (select effect from access_suspensions where ${ofDebt(record.input)}) as effect,
      exists (select from access_suspensions where ${ofSubject(record)} and restored_at is null
        and policy = 'stripe_pause_collection') as is_pause_wanted,
      exists (select from access_suspensions where ${ofSubject(record)}
        and policy = 'stripe_pause_collection' and effect in ('asked', 'done')) as is_pause_ours`.execute(db);
  const found = row.parse(rows[0]);
  return {
    policy: found.policy,
    effect: found.effect,
    isPauseWanted: found.is_pause_wanted,
    isPauseOurs: found.is_pause_ours,
  };
}

function ofSubject(record: RecoveryRecord) {
  return sql<boolean>`source = ${record.input.source} and subject = ${subjectOf(record)}`;
}
