import { sql, type Kysely } from 'kysely';

/** What the pace remembers of a sending device beyond its slots: since when it sends, and until when it must rest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table send_devices (
    device text primary key,
    first_slot_at timestamptz,
    paused_until timestamptz
  )`,
  `insert into send_devices (device, first_slot_at) select device, min(slot_at) from send_slots group by device`,
];
