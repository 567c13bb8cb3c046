import { z } from 'zod';
import { id } from '../../../ports/told-form.ts';
import { genericEvent, isRelevant, type GenericEvent } from './shapes.ts';

export type ParsedGenericEvent =
  | { readonly kind: 'parsed'; readonly event: GenericEvent }
  | { readonly kind: 'other' }
  /** `problems` name fields and what to write there, never what was written. */
  | { readonly kind: 'unparsable'; readonly eventId: string | null; readonly problems: readonly string[] };

const named = z.looseObject({ id, type: z.string('must be a text').min(1) });

/** @param json the decoded body of a verified request */
export function parseGenericEvent(json: unknown): ParsedGenericEvent {
  const name = named.safeParse(json);
  if (!name.success) return unparsable(z.looseObject({ id }).safeParse(json).data?.id ?? null, name.error);
  if (!isRelevant(name.data.type)) return { kind: 'other' };
  const event = genericEvent.safeParse(json);
  return event.success ? { kind: 'parsed', event: event.data } : unparsable(name.data.id, event.error);
}

function unparsable(eventId: string | null, { issues }: z.ZodError): ParsedGenericEvent {
  const problems = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { kind: 'unparsable', eventId, problems };
}
