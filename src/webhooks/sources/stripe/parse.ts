import { z } from 'zod';
import type { ParsedEvent } from '../../parse-by-type.ts';
import { unparsable } from '../../parsed-event.ts';
import { id, RELEVANT_TYPES, relevantEvent, thinEvent, type RelevantEvent } from './shapes.ts';

export type ParsedStripeEvent = Exclude<ParsedEvent<StripeEvent>, { kind: 'other' }>;

const named = z.object({ id, type: z.string().min(1), object: z.string().optional() });

/** An event whose resource has every field that its type needs; of other types only the name is kept. */
export type StripeEvent =
  | RelevantEvent
  | { readonly type: 'thin'; readonly name: string; readonly notification: z.infer<typeof thinEvent> }
  | { readonly type: 'other'; readonly id: string; readonly name: string };

/** @param json the decoded body of a verified request */
export function parseStripeEvent(json: unknown): ParsedStripeEvent {
  // Nearly every event that an endpoint is set up for is one of these, whole.
  const event = relevantEvent.safeParse(json);
  if (event.success) return { kind: 'parsed', type: event.data.type, event: event.data };
  const name = named.safeParse(json);
  if (!name.success) return unparsable(idIn(json), name.error);
  const { id: eventId, type, object } = name.data;
  if (object === 'v2.core.event') return parseThinEvent(json, eventId, type.replace(/^v1\./, ''));
  return RELEVANT_TYPES.has(type) ? unparsable(eventId, event.error) : other(eventId, type);
}

/** @param name the full event's type, e.g. `invoice.paid` */
function parseThinEvent(json: unknown, eventId: string, name: string): ParsedStripeEvent {
  if (!RELEVANT_TYPES.has(name)) return other(eventId, name);
  const thin = thinEvent.safeParse(json);
  if (!thin.success) return unparsable(eventId, thin.error);
  return { kind: 'parsed', type: `v1.${name}`, event: { type: 'thin', name, notification: thin.data } };
}

function idIn(json: unknown): string | null {
  const holder = z.object({ id }).safeParse(json);
  return holder.success ? holder.data.id : null;
}

function other(id: string, name: string): ParsedStripeEvent {
  return { kind: 'parsed', type: name, event: { type: 'other', id, name } };
}
