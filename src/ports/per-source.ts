import type { Source } from '../domain/ids.ts';
import { ProviderError } from './provider-error.ts';

/** One of each source that is configured. */
export type PerSource<Part> = Readonly<Partial<Record<Source, Part>>>;

/**
 * The part of this source. Throws a `ProviderError` (`unauthorized`) where the source is not configured any more, or not
 * yet in this process: what depends on it waits, and staff hear of it.
 */
export function ofSource<Part>(parts: PerSource<Part>, source: Source): Part {
  const part = parts[source];
  if (part) return part;
  const doing = `asking ${source}, which is not configured here (set its keys again)`;
  throw new ProviderError({ provider: source, kind: 'unauthorized', doing });
}
