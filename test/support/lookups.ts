import { eventually } from './eventually.ts';
import type { Lab } from './lab.ts';
import { untilRelayed } from './story.ts';

/** Every webhook is acknowledged, every question it raised is answered, and all of it has reached Temporal. */
export async function untilUnderstood(lab: Lab): Promise<void> {
  await lab.stripe.untilDelivered();
  await eventually('every look-up is answered', async () => (await inboxStates(lab)).every(isAnswered));
  await untilRelayed(lab);
}

const isAnswered = (state: string): boolean => !state.startsWith('needs_lookup');

/** States of the inbox in the order of arrival, with their reasons, e.g. `done`, `ignored billing_reason:manual`. */
export async function inboxStates({ database }: Lab): Promise<string[]> {
  const rows = await database.db
    .selectFrom('inbox_events')
    .select(['state', 'reason'])
    .orderBy('id')
    .execute();
  return rows.map(({ state, reason }) => (reason ? `${state} ${reason}` : state));
}
