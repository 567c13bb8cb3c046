import { SOURCES, type Source } from '../domain/ids.ts';
import type { InboxEntry } from '../ports/inbox.ts';
import type { PerSource } from '../ports/per-source.ts';
import { rereadBy } from '../webhooks/reread.ts';
import { chargebee } from './chargebee.ts';
import { generic } from './generic.ts';
import { paddle } from './paddle.ts';
import { paypal } from './paypal.ts';
import { stripe } from './stripe.ts';
import type { ConnectedSource, SourceKind, SourceParts } from './connected-source.ts';

/** Every source there is. */
const KINDS: Readonly<Record<Source, SourceKind>> = { stripe, paypal, paddle, chargebee, generic };

/** The configured sources. */
export type Sources = PerSource<ConnectedSource>;

/** Makes no request: a source that is away is found out by whoever asks it. */
export function composeSources(parts: SourceParts): Sources {
  const connected = SOURCES.map((name) => [name, KINDS[name].connect(parts)] as const);
  return Object.fromEntries(connected.filter(([, source]) => source !== null));
}

/** One part of each source that has it, e.g. everybody's `billing`. */
export function partOf<Part extends keyof ConnectedSource>(
  sources: Sources,
  part: Part,
): PerSource<NonNullable<ConnectedSource[Part]>> {
  const all = Object.entries(sources) as [Source, ConnectedSource][];
  const having = all
    .map(([name, source]) => [name, source[part]] as const)
    .filter(([, own]) => (own ?? null) !== null);
  return Object.fromEntries(having);
}

/** Today's reading of a stored body, without any key; null when it is not for us. */
export function rereadStored(
  source: Source,
  body: string,
  mode: 'live' | 'test' | null,
): Pick<InboxEntry, 'type' | 'content'> | null {
  // Only Stripe's bodies say their mode, and only its key is known here.
  return rereadBy(KINDS[source].reader(source === 'stripe' ? mode : null), body);
}
