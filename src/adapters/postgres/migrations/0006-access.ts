import { sql, type Kysely } from 'kysely';

/** Suspensions that the processor carries out, decline codes, winback offers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Null: nothing was asked of the processor. Written before the request, so that what may have happened is undone.
  `alter table access_suspensions
    add column effect text check (effect in ('asked', 'done', 'undone')),
    add column effect_tries integer not null default 0`,
  // Null code: asked, and nobody could say.
  `create table declines (
    source text not null,
    debt_id text not null,
    code text,
    charge_attempt integer not null,
    learned_at timestamptz not null,
    primary key (source, debt_id)
  )`,
  // The row comes before the request: a second try asks for the same code and the same expiry.
  `create table winback_offers (
    source text not null,
    debt_id text not null,
    customer_id text not null,
    state text not null check (state in ('planned', 'ready', 'skipped')),
    percent integer not null,
    coupon_id text,
    code text not null,
    expires_at timestamptz not null,
    reason text,
    planned_at timestamptz not null,
    primary key (source, debt_id),
    unique (source, code)
  )`,
  `create index winback_offers_customer on winback_offers (source, customer_id) where state = 'ready'`,
];
