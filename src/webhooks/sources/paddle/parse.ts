import { z } from 'zod';
import { id, paddleEvent, RELEVANT_TYPES, type PaddleEvent } from './shapes.ts';

export type ParsedPaddleEvent =
  | { readonly kind: 'parsed'; readonly event: PaddleEvent }
  | { readonly kind: 'other' }
  /** Verified, and yet not what Paddle documents. `problems` name fields, never their values. */
  | { readonly kind: 'unparsable'; readonly eventId: string | null; readonly problems: readonly string[] };

const named = z.object({ event_id: id, event_type: z.string().min(1) });

/** @param json the decoded body of a verified request */
export function parsePaddleEvent(json: unknown): ParsedPaddleEvent {
  const name = named.safeParse(json);
  if (!name.success) {
    return unparsable(z.object({ event_id: id }).safeParse(json).data?.event_id ?? null, name.error);
  }
  if (!RELEVANT_TYPES.has(name.data.event_type)) return { kind: 'other' };
  const event = paddleEvent.safeParse(json);
  return event.success ? { kind: 'parsed', event: event.data } : unparsable(name.data.event_id, event.error);
}

function unparsable(eventId: string | null, { issues }: z.ZodError): ParsedPaddleEvent {
  const problems = issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`);
  return { kind: 'unparsable', eventId, problems };
}
