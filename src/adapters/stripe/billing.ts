import Stripe from 'stripe';
import type { z } from 'zod';
import type { Billing } from '../../ports/billing.ts';
import { isMissing, toProviderError, unreadableAnswer } from './errors.ts';
import { DELETED_INVOICE, toCustomerReading, toInvoiceReading } from './readings.ts';
import { customerAnswer, invoiceAnswer } from './schemas.ts';

export interface StripeBillingOptions {
  /** Secret or restricted key; reading invoices and customers is all it needs. */
  readonly apiKey: string;
  /** Another host, port and protocol than Stripe's, e.g. `http://127.0.0.1:12111`; null = api.stripe.com. */
  readonly apiBase: URL | null;
  /** Longest silence of the connection within one request. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970; reads a `Retry-After` that is a date. The system clock when absent. */
  readonly now?: () => number;
}

/** `GET /v1/invoices/{id}` and `GET /v1/customers/{id}`, nothing else and without `expand`. */
export function createStripeBilling(options: StripeBillingOptions): Billing {
  const stripe = createClient(options);
  const now = options.now ?? Date.now;

  async function read<Schema extends z.ZodType>(
    request: ReadRequest<Schema>,
  ): Promise<z.infer<Schema> | 'missing'> {
    const answer = await request.ask().catch((error: unknown) => {
      if (isMissing(error)) return 'missing' as const;
      throw toProviderError(error, request.doing, now());
    });
    if (answer === 'missing') return answer;
    const parsed = request.schema.safeParse(answer);
    if (!parsed.success) throw unreadableAnswer(request.doing);
    return parsed.data;
  }

  return {
    async readInvoice(id) {
      const doing = `reading invoice ${id}`;
      const answer = await read({ doing, schema: invoiceAnswer, ask: () => stripe.invoices.retrieve(id) });
      return answer === 'missing' ? DELETED_INVOICE : toInvoiceReading(answer);
    },
    async readCustomer(id) {
      const doing = `reading customer ${id}`;
      const answer = await read({ doing, schema: customerAnswer, ask: () => stripe.customers.retrieve(id) });
      return answer === 'missing' ? { kind: 'deleted' } : toCustomerReading(answer);
    },
  };
}

interface ReadRequest<Schema> {
  readonly doing: string;
  readonly schema: Schema;
  readonly ask: () => Promise<unknown>;
}

function createClient({ apiKey, apiBase, timeoutMs }: StripeBillingOptions): Stripe {
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
