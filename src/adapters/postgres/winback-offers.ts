import { sql, type Kysely, type Selectable } from 'kysely';
import { z } from 'zod';
import type { OfferRecord, PlannedOffer, WinbackLedger } from '../../ports/winback.ts';
import { ofDebt } from './recoveries.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** Offers, written down before they are asked for. */
export function createWinbackLedger(db: Kysely<Schema>): WinbackLedger {
  return {
    planOffer: (offer) => planOffer(db, offer),
    settleOffer: async (debt, { state, reason }) => {
      await db
        .updateTable('winback_offers')
        .set({ state, reason: reason ?? null })
        .where(ofDebt(debt))
        .where('state', '=', 'planned')
        .execute();
    },
  };
}

async function planOffer(db: Kysely<Schema>, offer: PlannedOffer): Promise<OfferRecord> {
  const { source, debtId } = offer.debt;
  const valid = await sql<Selectable<Schema['winback_offers']>>`
    select * from winback_offers
    where source = ${source} and (debt_id = ${debtId}
      or (customer_id = ${offer.customerId} and state = 'ready' and percent = ${offer.percent}
        and expires_at > ${offer.now}))
    order by (debt_id = ${debtId}) desc, expires_at desc limit 1`.execute(db);
  if (valid.rows[0]) return parseOffer(valid.rows[0]);
  await db
    .insertInto('winback_offers')
    .values({
      source,
      debt_id: debtId,
      customer_id: offer.customerId,
      state: 'planned',
      percent: offer.percent,
      coupon_id: offer.couponId,
      code: offer.code,
      expires_at: offer.expiresAt,
      planned_at: offer.now,
    })
    .onConflict((conflict) => conflict.columns(['source', 'debt_id']).doNothing())
    .execute();
  return parseOffer(
    await db.selectFrom('winback_offers').selectAll().where(ofDebt(offer.debt)).executeTakeFirstOrThrow(),
  );
}

const offerRow = z.object({ source: sourceName, state: z.enum(['planned', 'ready', 'skipped']) });

function parseOffer(row: Selectable<Schema['winback_offers']>): OfferRecord {
  const { source, state } = offerRow.parse(row);
  return {
    debt: { source, debtId: row.debt_id },
    customerId: row.customer_id,
    percent: row.percent,
    couponId: row.coupon_id,
    code: row.code,
    expiresAt: row.expires_at,
    state,
  };
}
