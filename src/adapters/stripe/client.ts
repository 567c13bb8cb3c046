import Stripe from 'stripe';
import type { z } from 'zod';
import { splitAccount } from '../../domain/ids.ts';
import { isMissing, toProviderError, unreadableAnswer } from './errors.ts';

export interface StripeClientOptions {
  /** Secret or restricted key. */
  readonly apiKey: string;
  /** Another host, port and protocol than Stripe's, e.g. `http://127.0.0.1:12111`; null = api.stripe.com. */
  readonly apiBase: URL | null;
  /** Longest silence of the connection within one request. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970; reads a `Retry-After` that is a date. The system clock when absent. */
  readonly now?: () => number;
}

/** One request for something that may not be there. */
export interface ReadRequest<Schema> {
  readonly doing: string;
  readonly schema: Schema;
  readonly ask: () => Promise<unknown>;
}

export interface StripeReader {
  readonly stripe: Stripe;
  /** Throws a `ProviderError`, also for an answer of another shape. */
  read<Schema extends z.ZodType>(request: ReadRequest<Schema>): Promise<z.infer<Schema> | 'missing'>;
}

export function createReader(options: StripeClientOptions): StripeReader {
  const { now = Date.now } = options;
  return {
    stripe: createClient(options),
    read: async ({ doing, schema, ask }) => {
      const answer = await ask().catch((error: unknown) => {
        if (isMissing(error)) return 'missing' as const;
        throw toProviderError(error, doing, now());
      });
      if (answer === 'missing') return answer;
      const parsed = schema.safeParse(answer);
      if (!parsed.success) throw unreadableAnswer(doing);
      return parsed.data;
    },
  };
}

/** Splits `acct_1:in_1` into the id and the option that makes the SDK ask in the name of the connected account. */
export function inAccount(scoped: string): {
  readonly id: string;
  readonly account: string | null;
  readonly options: Stripe.RequestOptions;
} {
  const { account, id } = splitAccount(scoped);
  return { id, account, options: account ? { stripeAccount: account } : {} };
}

function createClient({ apiKey, apiBase, timeoutMs }: StripeClientOptions): Stripe {
  return new Stripe(apiKey, {
    ...(apiBase && addressOf(apiBase)),
    timeout: timeoutMs,
    // Temporal retries, where it can be seen; the SDK still repeats once on a socket that was closed meanwhile.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

function addressOf(base: URL): { host: string; port: string; protocol: 'http' | 'https' } {
  const protocol = base.protocol === 'http:' ? 'http' : 'https';
  // Node takes an IPv6 address without the brackets it has in a URL.
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return { protocol, host, port: base.port || (protocol === 'http' ? '80' : '443') };
}
