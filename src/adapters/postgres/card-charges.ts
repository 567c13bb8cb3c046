import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { CardChargeLedger } from '../../ports/card-charges.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';

const chargeRow = z.object({
  state: z.enum(['trying', 'paid', 'processing', 'declined', 'refused', 'unknown']),
  beganAt: z.string(),
});

/** Tries to charge saved cards: the row is the licence, and outlives the processor's memory of the key. */
export function createCardChargeLedger(db: Kysely<Schema>): CardChargeLedger {
  return {
    beginCardCharge: async ({ source, debtId }, paymentMethodId, now) => {
      // The second branch sees what was there before; the update that changes nothing makes a row of a race visible.
      const { rows } = await sql`
        insert into card_charges as c (source, debt_id, payment_method_id, state, began_at)
        values (${source}, ${debtId}, ${paymentMethodId}, 'trying', ${now})
        on conflict (source, debt_id, payment_method_id) do update set state = c.state
        returning state, began_at as "beganAt"`.execute(db);
      return chargeRow.parse(rows[0]);
    },
    settleCardCharge: async (debt, paymentMethodId, { state, reason, now }) => {
      await db
        .updateTable('card_charges')
        .set({ state, reason, settled_at: now })
        .where(ofDebt(debt))
        .where('payment_method_id', '=', paymentMethodId)
        // What nobody knew may become known after all.
        .where('state', 'in', state === 'unknown' ? ['trying'] : ['trying', 'unknown'])
        .execute();
    },
  };
}
