import type { EventJson, HistoryJson } from './history-files.ts';

/** Changes the numbered events of a history as a change of the workflow's code would have. */
export function withEvents(
  history: HistoryJson,
  change: (events: readonly EventJson[]) => readonly EventJson[],
): HistoryJson {
  return renumbered(change(history.events));
}

/** Events count from 1 without a gap, and name each other by number: both stay true. */
function renumbered(events: readonly EventJson[]): HistoryJson {
  const numbers = new Map(events.map(({ eventId }, index) => [eventId, String(index + 1)]));
  const text = JSON.stringify({ events }, (key, value: unknown) =>
    /eventid$/i.test(key) && typeof value === 'string' ? (numbers.get(value) ?? value) : value,
  );
  return JSON.parse(text) as HistoryJson;
}

export function without(events: readonly EventJson[], ...types: readonly string[]): EventJson[] {
  const doomed = new Set(types.map((type) => events.find(isOf(type))));
  return events.filter((event) => !doomed.has(event));
}

/** The first event of the type and the one after it change places. */
export function swapped(events: readonly EventJson[], type: string): EventJson[] {
  const at = events.findIndex(isOf(type));
  return events.with(at, events[at + 1]!).with(at + 1, events[at]!);
}

export function renamed(events: readonly EventJson[], from: string, to: string): EventJson[] {
  return JSON.parse(JSON.stringify(events).replaceAll(`"${from}"`, `"${to}"`)) as EventJson[];
}

/** e.g. `TIMER_STARTED`. */
function isOf(type: string): (event: EventJson) => boolean {
  return ({ eventType }) => eventType === `EVENT_TYPE_${type}`;
}
