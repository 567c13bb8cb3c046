import { createLogger } from '../adapters/log/logger.ts';
import { createInboxDesk } from '../adapters/postgres/inbox-desk.ts';
import { createInboxStore } from '../adapters/postgres/inbox-store.ts';
import { openDatabase } from '../composition.ts';
import type { InboxDesk } from '../ports/inbox.ts';
import { rereadStored } from './sources.ts';

export interface InboxDeskOptions {
  readonly databaseUrl: string;
  /** What the Stripe key is for; null where there is none: each body's own word counts. */
  readonly mode: 'live' | 'test' | null;
}

/** What the operator's command line needs of the inbox. */
export async function composeInboxDesk({
  databaseUrl,
  mode,
}: InboxDeskOptions): Promise<{ readonly inbox: InboxDesk; readonly close: () => Promise<void> }> {
  const log = createLogger('recoup', 'error');
  const { pool, db } = await openDatabase({ databaseUrl }, log, { name: 'operator', size: 2 });
  const inbox = createInboxDesk({
    db,
    inbox: createInboxStore(pool),
    reread: (source, body) => rereadStored(source, body, mode),
    now: () => new Date().toISOString(),
  });
  return { inbox, close: () => db.destroy() };
}
