import { z } from 'zod';
import { unparsable, type UnparsableEvent } from './parsed-event.ts';

/** How a source writes its events. */
export interface EventForm<Schema extends z.ZodType> {
  /** What it calls an event's own id, and its type. */
  readonly fields: { readonly id: string; readonly type: string };
  readonly id: z.ZodType<string>;
  /** The types we act on. */
  readonly types: ReadonlySet<string>;
  /** An event of one of these, with every field that its type needs. */
  readonly event: Schema;
  /** What a problem says besides the field. Default: zod's code. */
  readonly say?: 'code' | 'message';
}

export type ParsedEvent<Event> =
  | { readonly kind: 'parsed'; readonly type: string; readonly event: Event }
  /** Of a type that we do not act on. */
  | { readonly kind: 'other' }
  | UnparsableEvent;

/** Parses the decoded body of a verified request: the type first, so that what we do not act on may have any form. */
export function createEventParser<Schema extends z.ZodType>({
  fields,
  id,
  types,
  event,
  say = 'code',
}: EventForm<Schema>): (json: unknown) => ParsedEvent<z.infer<Schema>> {
  const identified = z.object({ [fields.id]: id });
  const named = identified.extend({ [fields.type]: z.string('must be a text').min(1) });
  return (json) => {
    const name = named.safeParse(json);
    if (!name.success) {
      const eventId = identified.safeParse(json).data?.[fields.id] ?? null;
      return unparsable(eventId, name.error, say);
    }
    const { [fields.id]: eventId = null, [fields.type]: type = '' } = name.data;
    if (!types.has(type)) return { kind: 'other' };
    const parsed = event.safeParse(json);
    return parsed.success
      ? { kind: 'parsed', type, event: parsed.data }
      : unparsable(eventId, parsed.error, say);
  };
}
