import type { Kysely } from 'kysely';
import type { CrmNoteLedger } from '../../ports/crm.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

/** Which notes a CRM was asked for. */
export function createCrmNoteLedger(db: Kysely<Schema>): CrmNoteLedger {
  return {
    claimNote: async ({ source, debtId }, status, now) => {
      const claimed = await db
        .insertInto('crm_notes')
        .values({ source, debt_id: debtId, status, asked_at: now, note_id: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (claimed.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    settleNote: async (debt, status, noteId) => {
      const claim = ofDebt(debt);
      if (noteId === null) {
        await db.deleteFrom('crm_notes').where(claim).where('status', '=', status).execute();
        return;
      }
      const written = { note_id: noteId };
      await db.updateTable('crm_notes').set(written).where(claim).where('status', '=', status).execute();
    },
  };
}
