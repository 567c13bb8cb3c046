import type { InboxEntry } from '../ports/inbox.ts';
import { contentOf } from './content.ts';
import type { WebhookSource } from './source.ts';

/** Today's reading of a body that needs no verification any more; null when it is not for us. */
export function rereadBy(source: WebhookSource, body: string): Pick<InboxEntry, 'type' | 'content'> | null {
  const reading = source.reread(body);
  const content = contentOf(reading);
  if (!content) return null;
  return { type: 'type' in reading ? reading.type : 'unparsable', content };
}
