import { ProviderError } from '../../ports/provider-error.ts';

/** The failures that are the same at every provider. */
export interface ProviderFailures {
  /** No answer: no connection, a time-out, or too much of it. */
  readonly noAnswer: (doing: string) => ProviderError;
  /** An answer with status 200 that is not what was asked for; the next one may be. */
  readonly unreadableAnswer: (doing: string) => ProviderError;
  /** What this provider has no answer to at all. */
  readonly notOffered: (doing: string) => ProviderError;
}

/** @param name as people write it, e.g. `PayPal` */
export function failuresOf(provider: string, name: string): ProviderFailures {
  return {
    noAnswer: (doing) => new ProviderError({ provider, kind: 'unavailable', doing }),
    unreadableAnswer: (doing) =>
      new ProviderError({ provider, kind: 'unavailable', doing: `${doing}: the answer has another shape` }),
    notOffered: (doing) =>
      new ProviderError({ provider, kind: 'not_found', doing: `${doing}: ${name} does not offer this` }),
  };
}
