import { readFileSync } from 'node:fs';

/** An event as Chargebee posts it. */
export interface RecordedEvent {
  [field: string]: unknown;
  content: Record<string, Record<string, unknown>>;
}

/** A fresh copy of `test/fixtures/chargebee/<name>.json`. */
export function recordedEvent(name: string): RecordedEvent {
  const file = new URL(`../../fixtures/chargebee/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedEvent;
}

export interface Changes {
  event?: Record<string, unknown>;
  invoice?: Record<string, unknown>;
  transaction?: Record<string, unknown>;
  subscription?: Record<string, unknown>;
}

/** A recorded event with other values. */
export function changed(name: string, { event, ...content }: Changes): RecordedEvent {
  const recorded = recordedEvent(name);
  for (const [part, values] of Object.entries(content)) {
    recorded.content[part] = { ...recorded.content[part], ...values };
  }
  return { ...recorded, ...event };
}
