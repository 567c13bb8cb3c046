import type { InboxDesk, WaitingEntry } from '../ports/inbox.ts';
import { UsageError, type ReplaySelection } from './command.ts';

/** Events that wait for a person, a line each. */
export async function listInbox(desk: InboxDesk): Promise<string> {
  const waiting = await desk.list(null);
  if (waiting.length === 0) return 'Nothing waits: no event is quarantined or parked.';
  const lines = waiting.map(
    ({ id, state, receivedAt, entryType, eventId, reason }) =>
      `${id.padStart(6)}  ${state.padEnd(11)}  ${receivedAt}  ${entryType}  ${eventId}  ${reason ?? ''}`,
  );
  return [...lines, '', `${waiting.length} event(s). Read one again with: inbox replay <id>`].join('\n');
}

/**
 * Reads stored bodies again with today's code; what is understood goes its way as if it had just come.
 * Throws a `UsageError` where the id is not one that waits.
 */
export async function replayInbox(desk: InboxDesk, selection: ReplaySelection): Promise<string> {
  const chosen = await choose(desk, selection);
  const lines: string[] = [];
  for (const entry of chosen) lines.push(`${entry.id}: ${await desk.replay(entry)}`);
  return lines.length > 0 ? lines.join('\n') : 'Nothing to replay.';
}

async function choose(desk: InboxDesk, selection: ReplaySelection): Promise<readonly WaitingEntry[]> {
  if (selection.kind === 'state') return desk.list(selection.state);
  const found = (await desk.list(null)).filter(({ id }) => id === selection.id);
  if (found.length > 0) return found;
  throw new UsageError(`event ${selection.id} is neither quarantined nor parked: \`inbox list\` shows those`);
}
