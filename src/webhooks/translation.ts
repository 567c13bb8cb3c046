import type { PaymentEvent } from '../domain/events.ts';
import type { Lookup } from '../domain/lookup.ts';

/** What an event of a source means to us. */
export type Translation =
  | { readonly kind: 'events'; readonly events: readonly PaymentEvent[] }
  | { readonly kind: 'needs_lookup'; readonly lookup: Lookup }
  /** `type` not a type (or a change) we act on · `mode` a test event at a live service, or the reverse. */
  | { readonly kind: 'ignored'; readonly why: 'type' | 'mode' };

/** An event that tells one thing, or something to look up, or nothing that we act on (null). */
export function translationOf(told: PaymentEvent | Lookup | null): Translation {
  if (!told) return { kind: 'ignored', why: 'type' };
  return 'source' in told ? { kind: 'needs_lookup', lookup: told } : { kind: 'events', events: [told] };
}
