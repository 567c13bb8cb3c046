import type { Kysely } from 'kysely';
import type { IsoInstant } from '../../domain/instant.ts';
import type { StaffMatter } from '../../ports/staff-outbox.ts';
import type { Schema } from './schema.ts';

/** In the transaction of the fact itself: what staff must know is not lost with the process. */
export async function queueMatter(db: Kysely<Schema>, matter: StaffMatter, at: IsoInstant): Promise<void> {
  await db
    .insertInto('staff_outbox')
    .values({
      matter: JSON.stringify(matter),
      state: 'pending',
      reason: null,
      created_at: at,
      next_try_at: at,
    })
    .execute();
}
