import { sql, type Kysely } from 'kysely';

/** Which sequence a recovery follows, and in which version, to be asked for without opening the plan itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table recoveries
    add column sequence_id text generated always as (sequence->>'id') stored,
    add column sequence_version text generated always as (sequence->>'version') stored`,
];
