import { z } from 'zod';
import { id, RELEVANT_TYPES, relevantEvent, type RelevantEvent } from './shapes.ts';

/** An event whose content has every field that its type needs; of other types only the name is kept. */
export type ChargebeeEvent = RelevantEvent | { readonly event_type: 'other'; readonly name: string };

export type ParsedChargebeeEvent =
  | { readonly kind: 'parsed'; readonly event: ChargebeeEvent }
  /** From Chargebee, and yet not what it documents. `problems` name fields, never their values. */
  | { readonly kind: 'unparsable'; readonly eventId: string | null; readonly problems: readonly string[] };

const named = z.object({ id, event_type: z.string().min(1) });

/** @param json the decoded body of a verified request */
export function parseChargebeeEvent(json: unknown): ParsedChargebeeEvent {
  const name = named.safeParse(json);
  if (!name.success) return unparsable(idIn(json), name.error);
  const { id: eventId, event_type } = name.data;
  if (!RELEVANT_TYPES.has(event_type)) {
    return { kind: 'parsed', event: { event_type: 'other', name: event_type } };
  }
  const event = relevantEvent.safeParse(json);
  return event.success ? { kind: 'parsed', event: event.data } : unparsable(eventId, event.error);
}

function idIn(json: unknown): string | null {
  const holder = z.object({ id }).safeParse(json);
  return holder.success ? holder.data.id : null;
}

function unparsable(eventId: string | null, error: z.ZodError): ParsedChargebeeEvent {
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`);
  return { kind: 'unparsable', eventId, problems };
}
