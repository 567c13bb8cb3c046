import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { HOLD_KINDS } from '../../domain/hold.ts';
import { recoveryWorkflowId } from '../../domain/ids.ts';
import { toEpochMs, toInstant } from '../../domain/instant.ts';
import { OUTCOMES } from '../../domain/outcome.ts';
import type { RecoveryEvent } from '../../domain/recovery-event.ts';
import type { EventOutbox, WaitingEvent } from '../../ports/recovery-events.ts';
import type { Schema } from './schema.ts';
import { sourceName } from './source-name.ts';

/** Events of recoveries; triggers of migration 0013 write them. */
export function createEventOutbox(db: Kysely<Schema>): EventOutbox {
  return {
    switch: async (isOn) => {
      const value = isOn ? 'on' : 'off';
      await sql`insert into settings (name, value) values ('events', ${value})
        on conflict (name) do update set value = excluded.value where settings.value <> excluded.value`.execute(
        db,
      );
    },
    hasDue: async (now) => {
      const { rows } = await sql`
        select from recovery_events where state = 'pending' and next_try_at <= ${now} limit 1`.execute(db);
      return rows.length > 0;
    },
    dueEvents: async (now, limit) => {
      const { rows } = await sql<EventRow>`
        select e.id, e.source, e.debt_id, e.sequence, e.kind, e.data, e.occurred_at, e.tries, r.customer_id
        from recovery_events e join recoveries r using (source, debt_id)
        where e.state = 'pending' and not exists (
          select from recovery_events b where b.source = e.source and b.debt_id = e.debt_id
            and b.sequence <= e.sequence and b.state = 'pending' and b.next_try_at > ${now})
        order by e.id limit ${limit}`.execute(db);
      return rows.map(toWaiting);
    },
    recordTold: async (rowId, now) => {
      const told = { state: 'told', delivered_at: now };
      await db.updateTable('recovery_events').set(told).where('id', '=', rowId).execute();
    },
    postpone: async (rowId, until) => {
      const later = { tries: sql<number>`tries + 1`, next_try_at: until };
      await db.updateTable('recovery_events').set(later).where('id', '=', rowId).execute();
    },
  };
}

interface EventRow {
  readonly id: string;
  readonly source: string;
  readonly debt_id: string;
  readonly sequence: number;
  readonly kind: string;
  readonly data: unknown;
  readonly occurred_at: string;
  readonly tries: number;
  readonly customer_id: string | null;
}

function toWaiting(row: EventRow): WaitingEvent {
  const { id: rowId, source, debt_id, tries } = row;
  return { rowId, about: `${source}:${debt_id}`, event: readEvent(row), tries };
}

/** Null for a row of a later version. */
function readEvent({
  source,
  debt_id: debtId,
  sequence,
  customer_id,
  ...row
}: EventRow): RecoveryEvent | null {
  const facts = typeof row.data === 'object' ? row.data : {};
  const change = changeJson.safeParse({ ...facts, event: row.kind }).data;
  const named = sourceName.safeParse(source).data;
  if (!change || !named) return null;
  const workflowId = recoveryWorkflowId({ source: named, debtId });
  return {
    ...change,
    id: `${workflowId}:event:${sequence}`,
    number: sequence,
    occurredAt: row.occurred_at,
    source: named,
    debtId,
    customerId: customer_id,
    workflowId,
  };
}

/** As Postgres writes them into JSON: with an offset, in the session's zone. */
const instant = z.string().transform((text) => toInstant(toEpochMs(text)));
const step = z.string().min(1);
const channel = z.enum(['whatsapp', 'email']);
const amount = { amountDueMinor: z.string(), currency: z.string() };
const hold = z.enum(HOLD_KINDS);

/** The public union; `docs/events.md` says it in words. */
export const changeJson = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('recovery.opened'),
    debtKind: z.enum(['invoice', 'order']),
    firstFailureAt: instant,
    sequenceId: z.string(),
    sequenceVersion: z.string(),
    ...amount,
  }),
  z.object({ event: z.literal('recovery.held'), hold, until: instant.nullable() }),
  z.object({ event: z.literal('recovery.resumed'), hold }),
  z.object({ event: z.literal('step.sent'), step, channel }),
  z.object({ event: z.literal('step.rejected'), step, channel }),
  z.object({ event: z.literal('step.unknown'), step, channel }),
  z.object({ event: z.literal('step.settled'), step, channel, result: z.enum(['sent', 'rejected']) }),
  z.object({ event: z.literal('step.skipped'), step, why: z.string(), into: z.string().nullable() }),
  z.object({ event: z.literal('access.suspended'), policy: z.string() }),
  z.object({ event: z.literal('access.restored') }),
  z.object({
    event: z.literal('recovery.closed'),
    outcome: z.enum(OUTCOMES),
    endedBy: z.string().nullable(),
    ...amount,
  }),
  z.object({ event: z.literal('order.expired'), orderNumber: z.string().nullable() }),
  z.object({ event: z.literal('recovery.refunded') }),
]);
