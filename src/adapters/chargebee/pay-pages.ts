import { ProviderError } from '../../ports/provider-error.ts';
import type { AskChargebee } from './client.ts';
import { hostedPageAnswer } from './schemas.ts';

export interface PayPages {
  /** A page that is known and will last for a while yet; undefined: none is, null: none could be made lately. */
  known(customerId: string): string | null | undefined;
  /** Makes one. Null where Chargebee has none to give: a message goes out without it. */
  make(customerId: string): Promise<string | null>;
}

/** A link is read hours after it was sent. */
const LASTS_AT_LEAST_MS = 24 * 3_600_000;
const TRY_AGAIN_MS = 60_000;
const PAGES_KEPT = 1_000;
const TIMEOUT_MS = 2_000;

/**
 * The hosted page `collect_now`, on which a customer pays all that is open without a login. It is not a part of the
 * invoice but made by a request, so one page serves as long as it lasts. A hint: without it the message goes out.
 * @see https://apidocs.chargebee.com/docs/api/hosted_pages#collect_now, as of 2026-11-23
 */
export function createPayPages(ask: AskChargebee, now: () => number): PayPages {
  const pages = new Map<string, { readonly url: string | null; readonly goodUntil: number }>();
  const keep = (customerId: string, page: { readonly url: string | null; readonly goodUntil: number }) => {
    pages.delete(customerId);
    pages.set(customerId, page);
    const [oldest] = pages.keys();
    if (pages.size > PAGES_KEPT && oldest !== undefined) pages.delete(oldest);
    return page.url;
  };
  return {
    known: (customerId) => {
      const page = pages.get(customerId);
      return page && page.goodUntil > now() ? page.url : undefined;
    },
    make: async (customerId) => {
      const made = await makePage(ask, customerId);
      if (!made) return keep(customerId, { url: null, goodUntil: now() + TRY_AGAIN_MS });
      // One that does not say how long it lasts is made anew for each message.
      const expiresAt = (made.expires_at ?? 0) * 1000;
      return keep(customerId, { url: made.url, goodUntil: expiresAt - LASTS_AT_LEAST_MS });
    },
  };
}

async function makePage(ask: AskChargebee, customerId: string) {
  try {
    const answer = await ask({
      doing: 'making a page to pay on',
      schema: hostedPageAnswer,
      path: '/hosted_pages/collect_now',
      form: { 'customer[id]': customerId },
      timeoutMs: TIMEOUT_MS,
    });
    return answer === 'missing' ? null : answer.hosted_page;
  } catch (error) {
    // A hint: what could not be made is not in the message.
    if (error instanceof ProviderError) return null;
    throw error;
  }
}
