import type { EventReceiver } from '../../ports/recovery-events.ts';
import { postSigned, type SignedWebhookOptions } from './post.ts';

/** Posts each event to a URL of the business: the event itself, as flat JSON (docs/events.md). */
export function createEventWebhook(options: SignedWebhookOptions): EventReceiver {
  return {
    tell: (event, timeoutMs) =>
      postSigned(options, {
        provider: 'events-webhook',
        payload: event,
        doing: `telling ${event.event} as ${event.id}`,
        timeoutMs,
      }),
  };
}
