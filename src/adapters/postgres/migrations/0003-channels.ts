import { sql, type Kysely } from 'kysely';

/** E-mail beside WhatsApp; what is known about numbers; what staff were told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // `phone_hash` stays what opt-outs are matched with, on every channel.
  `alter table deliveries add column address_hash text`,
  `create table number_checks (
    phone_hash text primary key,
    verdict text not null check (verdict in ('exists', 'absent', 'unknown')),
    checked_at timestamptz not null
  )`,
  `create table staff_alerts (key text primary key, last_at timestamptz not null)`,
];
