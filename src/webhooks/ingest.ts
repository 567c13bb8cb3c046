import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Source } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type { Inbox } from '../inbox/append.ts';
import type { InboxEntry } from '../ports/inbox.ts';
import { quarantineAlert } from '../ports/quarantine-alert.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import type { WebhookReading, WebhookRequest, WebhookSource } from './source.ts';

export interface Ingesting {
  readonly inbox: Inbox;
  readonly alerts: StaffAlerts;
}

/** Status and body of the answer. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Reads a request and commits what it tells; answers 200 only then. Throws `InboxUnavailable` when it could not be
 * committed, so that the processor delivers it again.
 */
export async function ingest(
  { inbox, alerts }: Ingesting,
  source: WebhookSource,
  request: WebhookRequest,
): Promise<WebhookAnswer> {
  const read = source.read(request);
  // A turn less for those that need none.
  const reading = read instanceof Promise ? await read : read;
  if (reading.kind === 'refused') return { status: 400, body: { error: reading.why } };
  if (reading.kind === 'not_yet') return { status: 503, body: { error: reading.why } };
  if (reading.kind === 'ignored') return { status: 200, body: { received: true, ignored: reading.why } };
  await inbox.append(entriesOf(source.name, reading, request));
  if (reading.kind !== 'quarantined') return { status: 200, body: { received: true } };
  const { eventId, reason } = reading;
  await alerts.alert(quarantineAlert({ source: source.name, eventId, came: 'verified', reason }));
  return { status: 200, body: { received: true, quarantined: true, reason } };
}

type Kept = Extract<WebhookReading, { kind: 'events' | 'quarantined' | 'needs_lookup' }>;

function entriesOf(source: Source, reading: Kept, { rawBody, nowMs }: WebhookRequest): InboxEntry[] {
  // The bytes as they came are outside V8's heap: a text would be copied by its collector while the commit is awaited.
  // What is not UTF-8 the database would refuse.
  const body = isUtf8(rawBody) ? rawBody : rawBody.toString('utf8');
  const common = { source, type: reading.type, receivedAt: toInstant(nowMs), body };
  if (reading.kind === 'events') {
    return reading.events.map((event) => ({
      eventId: event.eventId,
      content: { kind: 'event', event },
      ...common,
    }));
  }
  if (reading.kind === 'needs_lookup') {
    const { kind, lookup } = reading;
    return [{ ...common, eventId: lookup.eventId, content: { kind, lookup } }];
  }
  // Without an id of its own a delivery is known again by its bytes.
  const eventId = reading.eventId ?? `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
  return [{ ...common, eventId, content: { kind: 'quarantined', reason: reading.reason } }];
}
