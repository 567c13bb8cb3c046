import { readFileSync } from 'node:fs';

/** An event as Stripe posts it: `endive` in the current shape, `acacia` in the one before 2025-03-31.basil. */
export interface RecordedEvent {
  [field: string]: unknown;
  type: string;
  data: { object: Record<string, unknown> };
}

/** A fresh copy of `test/fixtures/stripe/<name>.json`. */
export function recordedEvent(name: string): RecordedEvent {
  return JSON.parse(recordedBody(name).toString('utf8')) as RecordedEvent;
}

/** The same event, byte for byte. */
export function recordedBody(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/stripe/${name}.json`, import.meta.url));
}

/** A recorded event with other values in the event, its invoice, or both. */
export function changed(
  name: string,
  changes: { event?: Record<string, unknown>; invoice?: Record<string, unknown> },
): RecordedEvent {
  const event = recordedEvent(name);
  const object = { ...event.data.object, ...changes.invoice };
  return { ...event, ...changes.event, data: { object } };
}
