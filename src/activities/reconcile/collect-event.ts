import type { Source } from '../../domain/ids.ts';
import { toInstant } from '../../domain/instant.ts';
import type { InboxEntry } from '../../ports/inbox.ts';
import type { FoundEvent } from '../../ports/reconciliation.ts';
import type { ReconcileDeps } from './deps.ts';

/** What the webhook that never came would have put into the inbox; null for an event that is not for us. */
export async function entryOf(
  { reread, clock }: ReconcileDeps,
  source: Source,
  { eventId, body }: FoundEvent,
): Promise<InboxEntry | null> {
  const read = reread(source, body);
  return read && { source, eventId, body, receivedAt: toInstant(await clock()), ...read };
}
