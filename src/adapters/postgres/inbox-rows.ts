import { standingRank } from '../../domain/standing.ts';
import { SUBJECT_STANDINGS } from '../../domain/subject.ts';
import type { InboxEntry } from '../../ports/inbox.ts';
import { instantArray, smallIntArray, textArray } from './binary-array.ts';

/** An entry as its table has it. */
export interface InboxRow {
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly kind: string;
  readonly debtId: string | null;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly event: string | null;
  readonly body: string | Uint8Array;
  readonly state: string;
  readonly reason: string | null;
}

/** What is spread comes last: V8 takes longer over an object that begins with it than over the event's own JSON. */
export function rowOf({ source, eventId, type, receivedAt, body, content }: InboxEntry): InboxRow {
  const base = { source, eventId, type, receivedAt, body };
  if (content.kind === 'quarantined') {
    const nothing = { debtId: null, event: null, occurredAt: receivedAt };
    return { kind: 'unparsable', state: 'quarantined', reason: content.reason, ...base, ...nothing };
  }
  if (content.kind === 'needs_lookup') {
    const { lookup } = content;
    const debtId = lookup.kind === 'order' ? lookup.failure.debt.debtId : null;
    const asked = { debtId, event: JSON.stringify(lookup), occurredAt: lookup.at, reason: null };
    return { kind: `lookup_${lookup.kind}`, state: 'needs_lookup', ...base, ...asked };
  }
  const { event } = content;
  return {
    kind: event.kind,
    debtId: event.kind === 'subject_closed' ? null : event.debt.debtId,
    occurredAt: event.at,
    event: JSON.stringify(event),
    state: event.kind === 'ignored' ? 'ignored' : 'pending',
    reason: event.kind === 'ignored' ? event.reason : null,
    ...base,
  };
}

/** Parameters 1 to 11 of each statement. */
export function entryColumns(rows: readonly InboxRow[]): Buffer[] {
  return [
    textArray(rows.map((row) => row.source)),
    textArray(rows.map((row) => row.eventId)),
    textArray(rows.map((row) => row.type)),
    textArray(rows.map((row) => row.kind)),
    textArray(rows.map((row) => row.debtId)),
    instantArray(rows.map((row) => row.occurredAt)),
    instantArray(rows.map((row) => row.receivedAt)),
    textArray(rows.map((row) => row.event)),
    textArray(rows.map((row) => row.body)),
    textArray(rows.map((row) => row.state)),
    textArray(rows.map((row) => row.reason)),
  ];
}

/** Whether it has a word about what becomes of a debt or a subject. */
export function closes({ content }: InboxEntry): boolean {
  if (content.kind !== 'event') return false;
  return content.event.kind === 'invoice_closed' || content.event.kind === 'subject_closed';
}

/** What an entry closes: its debt, or a subject that debts belong to. */
interface Closing {
  readonly source: string;
  readonly id: string;
  readonly standing: string;
  readonly rank: number;
  readonly eventId: string;
  readonly receivedAt: string;
}

/** Parameters 12 to 22: the debts and the subjects that the entries close, each with the strongest word about it. */
export function closingColumns(entries: readonly InboxEntry[]): Buffer[] {
  const debts = strongest(entries.map(closedDebt));
  const subjects = strongest(entries.map(closedSubject));
  const [debtSource, debtId, debtStanding, debtEvent, debtAt] = columnsOf(debts);
  const debtRank = smallIntArray(debts.map(({ rank }) => rank));
  return [debtSource, debtId, debtStanding, debtRank, debtEvent, debtAt, ...columnsOf(subjects)];
}

function columnsOf(closings: readonly Closing[]): [Buffer, Buffer, Buffer, Buffer, Buffer] {
  return [
    textArray(closings.map(({ source }) => source)),
    textArray(closings.map(({ id }) => id)),
    textArray(closings.map(({ standing }) => standing)),
    textArray(closings.map(({ eventId }) => eventId)),
    instantArray(closings.map(({ receivedAt }) => receivedAt)),
  ];
}

function closedDebt({ source, eventId, receivedAt, content }: InboxEntry): Closing | null {
  if (content.kind !== 'event' || content.event.kind !== 'invoice_closed') return null;
  const { debt, standing } = content.event;
  return { source, eventId, receivedAt, id: debt.debtId, standing, rank: standingRank(standing) };
}

function closedSubject({ source, eventId, receivedAt, content }: InboxEntry): Closing | null {
  if (content.kind !== 'event' || content.event.kind !== 'subject_closed') return null;
  const { subject, standing } = content.event;
  const rank = SUBJECT_STANDINGS.indexOf(standing);
  return { source, eventId, receivedAt, id: subject.subject, standing, rank };
}

/** One statement may write a row only once. In the order of their keys, as every batch: else two could deadlock. */
function strongest(closings: readonly (Closing | null)[]): Closing[] {
  const kept = new Map<string, Closing>();
  for (const closing of closings) {
    if (!closing) continue;
    const key = `${closing.source} ${closing.id}`;
    if (closing.rank > (kept.get(key)?.rank ?? -1)) kept.set(key, closing);
  }
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, closing]) => closing);
}
