import { readFileSync } from 'node:fs';

/** A notification as Paddle posts it. */
export interface RecordedNotification {
  [field: string]: unknown;
  event_type: string;
  data: Record<string, unknown>;
}

/** A fresh copy of `test/fixtures/paddle/<name>.json` with other values in the envelope, its data, or both. */
export function changed(
  name: string,
  changes: { event?: Record<string, unknown>; data?: Record<string, unknown> } = {},
): RecordedNotification {
  const file = new URL(`../../fixtures/paddle/${name}.json`, import.meta.url);
  const event = JSON.parse(readFileSync(file, 'utf8')) as RecordedNotification;
  return { ...event, ...changes.event, data: { ...event.data, ...changes.data } };
}
