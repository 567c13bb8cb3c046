import type { Kysely } from 'kysely';
import type { LinkLedger } from '../../ports/links.ts';
import { ofDebt, parseRecovery } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** References of payment links: made with the recovery, never changed. */
export function createLinkLedger(db: Kysely<Schema>): LinkLedger {
  return {
    payRef: async (debt) => {
      const row = await db.selectFrom('recoveries').select('pay_ref').where(ofDebt(debt)).executeTakeFirst();
      return row?.pay_ref ?? null;
    },
    findByPayRef: async (payRef) => {
      const row = await db
        .selectFrom('recoveries')
        .selectAll()
        .where('pay_ref', '=', payRef)
        .executeTakeFirst();
      return row ? parseRecovery(row) : null;
    },
  };
}
