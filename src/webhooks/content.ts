import type { InboxEntry } from '../ports/inbox.ts';
import type { WebhookReading } from './source.ts';

/** What the inbox keeps of a reading that is about one event; null for one that is not for us. */
export function contentOf(reading: WebhookReading): InboxEntry['content'] | null {
  switch (reading.kind) {
    case 'events': {
      const [event] = reading.events;
      return event ? { kind: 'event', event } : null;
    }
    case 'needs_lookup':
      return { kind: 'needs_lookup', lookup: reading.lookup };
    case 'quarantined':
      return { kind: 'quarantined', reason: reading.reason };
    case 'refused':
      return { kind: 'quarantined', reason: reading.why };
    case 'ignored':
    case 'not_yet':
      return null;
  }
}
