import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { SUSPENSION_POLICIES } from '../../domain/suspension-policy.ts';
import type { AccessEffect, AccessEffectLedger } from '../../ports/access-effects.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import { subjectOf } from './access.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** What the processor was asked for a suspension, and whether it was done. */
export function createAccessEffectLedger(db: Kysely<Schema>): AccessEffectLedger {
  return {
    effectOf: (record) => effectOf(db, record),
    recordEffectAsked: async (record) => {
      const { rows } = await sql<{ tries: number }>`
        update access_suspensions
        set effect_tries = effect_tries + 1,
          effect = case when restored_at is null then 'asked' else effect end
        where ${ofSubject(record)} and (debt_id = ${record.input.debtId} or effect in ('asked', 'done'))
        returning effect_tries as tries`.execute(db);
      return Math.max(0, ...rows.map(({ tries }) => tries));
    },
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
