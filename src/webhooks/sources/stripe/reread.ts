import type { InboxEntry } from '../../../ports/inbox.ts';
import { contentOf } from '../../content.ts';
import { createStripeSource } from './source.ts';

/**
 * Today's reading of a stored body, whose signature was verified when it came; null when it is not for us.
 * @param mode what the configured key is for; null: unknown, and the body's own mode counts
 */
export function rereadStripe(
  body: string,
  mode: 'live' | 'test' | null,
): Pick<InboxEntry, 'type' | 'content'> | null {
  const own = /"livemode"\s*:\s*true/.test(body) ? 'live' : 'test';
  const reading = createStripeSource({ secrets: [], mode: mode ?? own }).reread(body);
  const content = contentOf(reading);
  if (!content) return null;
  return { type: 'type' in reading ? reading.type : 'unparsable', content };
}
