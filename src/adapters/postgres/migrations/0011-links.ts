import { sql, type Kysely } from 'kysely';

/** What payment links stand for, and tries to charge a card that a customer has just saved. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // By chance: a number in sequence would tell a customer how many others there are.
  `alter table recoveries add column pay_ref text not null
    default substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)`,
  `create unique index recoveries_pay_ref on recoveries (pay_ref)`,
  // One row for each invoice and card: the licence to charge it, given once.
  `create table card_charges (
    source text not null,
    debt_id text not null,
    payment_method_id text not null,
    state text not null check (state in ('trying', 'paid', 'processing', 'declined', 'refused', 'unknown')),
    reason text,
    began_at timestamptz not null,
    settled_at timestamptz,
    primary key (source, debt_id, payment_method_id),
    foreign key (source, debt_id) references recoveries
  )`,
];
