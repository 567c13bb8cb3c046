import type { Kysely } from 'kysely';
import { z } from 'zod';
import { NUMBER_VERDICTS, verdictLasts } from '../../domain/number-verdict.ts';
import type { NumberCheckLedger } from '../../ports/ledger.ts';
import type { Schema } from './schema.ts';

const verdictOf = z.enum(NUMBER_VERDICTS);

/** What was heard about numbers: one row each, shared by all recoveries and workers. */
export function createNumberCheckLedger(db: Kysely<Schema>): NumberCheckLedger {
  return {
    numberVerdict: async (phoneHash, now) => {
      const row = await db
        .selectFrom('number_checks')
        .select(['verdict', 'checked_at'])
        .where('phone_hash', '=', phoneHash)
        .executeTakeFirst();
      if (!row) return null;
      const verdict = verdictOf.parse(row.verdict);
      return verdictLasts(verdict, row.checked_at, now) ? verdict : null;
    },
    recordNumberVerdict: async (phoneHash, verdict, now) => {
      const heard = { verdict, checked_at: now };
      await db
        .insertInto('number_checks')
        .values({ phone_hash: phoneHash, ...heard })
        .onConflict((conflict) => conflict.column('phone_hash').doUpdateSet(heard))
        .execute();
    },
  };
}
