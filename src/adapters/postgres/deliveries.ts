import { sql, type Kysely, type Selectable } from 'kysely';
import { z } from 'zod';
import { DELIVERY_STATES } from '../../domain/delivery.ts';
import type {
  DeliveryLedger,
  DeliveryRecord,
  LicenceAnswer,
  NewDelivery,
  SendingLicence,
} from '../../ports/ledger.ts';
import { hasEnded, isClosed } from './closings.ts';
import { stateByReceipts } from './receipts.ts';
import { ofDebt } from './recoveries.ts';
import { bindingHolds } from './reply-holds.ts';
import { isShadowed } from './shadow.ts';
import type { Schema } from './schema.ts';

/** Deliveries: at most one request each, because only one transition to `sending` is ever granted. */
export function createDeliveryLedger(db: Kysely<Schema>): DeliveryLedger {
  return {
    deliveriesOf: async (debt) => {
      const rows = await db.selectFrom('deliveries').selectAll().where(ofDebt(debt)).execute();
      return rows.map(parseDelivery);
    },
    planDelivery: (delivery) => planDelivery(db, delivery),
    recordWhyNot: async ({ debt, step }, note, now) => {
      await sql`
        insert into step_notes (source, debt_id, step, note, first_at, last_at)
        values (${debt.source}, ${debt.debtId}, ${step}, ${note}, ${now}, ${now})
        on conflict (source, debt_id, step, note) do update
          set last_at = excluded.last_at, times = step_notes.times + 1`.execute(db);
    },
    licenseSending: (licence) => licenseSending(db, licence),
    settleDelivery: async ({ deliveryId, requestedAt, state, now, ...rest }) => {
      await db
        .updateTable('deliveries')
        .set({
          state: state === 'sent' && rest.providerMessageId ? stateByReceipts(rest.providerMessageId) : state,
          state_at: now,
          provider_message_id: rest.providerMessageId ?? null,
          reason: rest.reason ?? null,
        })
        .where('id', '=', deliveryId)
        .where('state', '=', 'sending')
        // A process that slept must not settle its successor's licence.
        .where('requested_at', 'is not distinct from', requestedAt)
        .execute();
    },
  };
}

/** A message refused for one number or address may be planned again for another: it was surely not sent. */
const REFUSED_FOR_ANOTHER = sql`deliveries.state = 'rejected' and
  (deliveries.address_hash is distinct from excluded.address_hash
    or (excluded.address_hash is null and deliveries.phone_hash <> excluded.phone_hash))`;

async function planDelivery(db: Kysely<Schema>, delivery: NewDelivery): Promise<DeliveryRecord> {
  const { debt, step, channel, phoneHash, addressHash = null, now } = delivery;
  const result = await sql<Selectable<Schema['deliveries']>>`
        insert into deliveries
          (source, debt_id, step, channel, state, phone_hash, address_hash, planned_at, state_at)
        values (${debt.source}, ${debt.debtId}, ${step}, ${channel}, 'planned', ${phoneHash}, ${addressHash},
          ${now}, ${now})
        on conflict (source, debt_id, step, channel) do update
          set phone_hash = excluded.phone_hash,
              address_hash = excluded.address_hash,
              state = case when ${REFUSED_FOR_ANOTHER} then 'planned' else deliveries.state end,
              reason = case when ${REFUSED_FOR_ANOTHER} then null else deliveries.reason end,
              state_at = case when ${REFUSED_FOR_ANOTHER} then excluded.state_at else deliveries.state_at end
          where deliveries.state in ('planned', 'rejected')
        returning *`.execute(db);
  if (result.rows[0]) return parseDelivery(result.rows[0]);
  return parseDelivery(
    await db
      .selectFrom('deliveries')
      .selectAll()
      .where(ofDebt(debt))
      .where('step', '=', step)
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow(),
  );
}

/** A delivery `d`, as columns of a statement. */
const DELIVERY = { source: sql.ref('d.source'), debtId: sql.ref('d.debt_id') };

/** Nothing is asked any more: the invoice closed, or the recovery has its outcome (cancelled, lapsed). */
const isOver = sql<boolean>`(${isClosed(DELIVERY)} or ${hasEnded(DELIVERY)})`;

async function licenseSending(db: Kysely<Schema>, licence: SendingLicence): Promise<LicenceAnswer> {
  const granted = await sql`
    update deliveries d
    set state = 'sending', state_at = ${licence.now}, requested_at = ${licence.now}, message = ${licence.text}, template = ${licence.template},
        reread_at = ${licence.rereadAt}
    where id = ${licence.deliveryId} and state = 'planned'
      and (not ${licence.needsOpenInvoice}::boolean or not ${isOver})
      and not exists (select from opt_outs o where o.phone_hash in (d.phone_hash, d.address_hash))
      and not (${licence.needsOpenInvoice}::boolean and ${isReplied(licence)})
      and not ${isShadowed(DELIVERY)}`.execute(db);
  if (granted.numAffectedRows === 1n) return 'granted';
  return whyRefused(db, licence);
}

interface Refusal {
  readonly state: string;
  readonly opted_out: boolean;
  readonly closed: boolean;
  readonly replied: boolean;
  readonly shadow: boolean;
}

/** The customer wrote, perhaps in this very second. */
function isReplied({ released, now }: SendingLicence) {
  const asked = released ?? { disputesReleasedAt: null, repliesReleasedAt: null };
  return sql<boolean>`exists (select ${bindingHolds({ phoneHash: sql.ref('d.phone_hash'), ...DELIVERY }, asked, now)})`;
}

async function whyRefused(db: Kysely<Schema>, licence: SendingLicence): Promise<LicenceAnswer> {
  const { rows } = await sql<Refusal>`
    select state, exists (select from opt_outs o where o.phone_hash in (d.phone_hash, d.address_hash)) as opted_out,
      ${isOver} as closed, ${isReplied(licence)} as replied, ${isShadowed(DELIVERY)} as shadow
    from deliveries d where id = ${licence.deliveryId}`.execute(db);
  const [found] = rows;
  if (found?.state !== 'planned') return 'taken';
  if (found.opted_out) return 'opted_out';
  if (licence.needsOpenInvoice && !found.closed && found.replied) return 'replied';
  if (found.shadow && !(licence.needsOpenInvoice && found.closed)) return 'shadow';
  // Planned again by now: the one that had taken it gave it back in between.
  return found.closed ? 'closed' : 'taken';
}

const deliveryRow = z.object({
  state: z.enum(DELIVERY_STATES),
  step: z.string(),
  channel: z.enum(['whatsapp', 'email']),
});

function parseDelivery(row: Selectable<Schema['deliveries']>): DeliveryRecord {
  const { state, step, channel } = deliveryRow.parse(row);
  return {
    id: row.id,
    step,
    channel,
    state,
    at: row.state_at,
    requestedAt: row.requested_at,
    phoneHash: row.phone_hash,
    addressHash: row.address_hash,
  };
}
