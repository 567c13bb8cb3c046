import { sql, type Kysely } from 'kysely';

/**
 * What sources told of debts and customers by themselves. `customer` is personal data (name, e-mail, number): a row may
 * be deleted once its recovery has an outcome and the winback window is over (docs/generic-webhook.md).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table told_debts (
    source text not null,
    debt_id text not null,
    told_at timestamptz not null,
    amount_due_minor text not null,
    currency text not null,
    charge_attempt integer not null,
    customer_id text,
    subscription_id text,
    number text,
    pay_url text,
    customer jsonb,
    primary key (source, debt_id)
  )`,
  `create index told_debts_customer on told_debts (source, customer_id, told_at) where customer is not null`,
];
