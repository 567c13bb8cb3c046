import type { Log } from '../../ports/log.ts';
import type { CertificateAnswer, SigningCertificates } from '../../ports/signing-certificates.ts';
import { readChain, type ChainRule, type SigningCertificate } from './certificate-chain.ts';
import { exchange } from './exchange.ts';

export interface PaypalCertificatesOptions {
  /** Where our account is: on this machine its certificates are a simulator's. */
  readonly apiBase: URL;
  readonly log: Log;
  readonly timeoutMs?: number;
}

const HOSTS: ReadonlySet<string> = new Set([
  'api.paypal.com',
  'api-m.paypal.com',
  'api.sandbox.paypal.com',
  'api-m.sandbox.paypal.com',
]);
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const PATH = /^\/v1\/notifications\/certs\/[A-Za-z0-9._-]{1,200}$/;

/** One that was not there, or not to be believed, is asked for again after this long. */
const REFUSED_FOR_MS = 10 * 60_000;
/** So is PayPal, where it did not answer. */
const AWAY_FOR_MS = 2_000;
/** PayPal has a handful; anybody can write more names into a request. */
const MOST_KEPT = 50;
const MOST_AT_ONCE = 2;

type Kept =
  | { readonly kind: 'known'; readonly certificate: SigningCertificate }
  | { readonly kind: 'fetching' }
  | { readonly kind: 'refused'; readonly until: number }
  | { readonly kind: 'away'; readonly until: number };

/**
 * Certificates from PayPal's own address and nowhere else: what the request names is anybody's word, so the host and the
 * path are pinned, no redirect is followed, and the chain is checked. Fetched in the background, once each.
 */
export function createPaypalCertificates(options: PaypalCertificatesOptions): SigningCertificates {
  const { log, timeoutMs = 5_000 } = options;
  const rule: ChainRule = LOOPBACK.has(options.apiBase.hostname) ? 'loopback' : 'anchored';
  const kept = new Map<string, Kept>();
  const fetchOnce = async (url: string, nowMs: number): Promise<void> => {
    const answer = await exchange({ url, authorization: null, timeoutMs });
    const isThere = answer?.status === 200;
    const certificate = isThere ? readChain(answer.text, rule) : null;
    if (certificate) kept.set(url, { kind: 'known', certificate });
    else if (isThere || answer?.status === 404)
      kept.set(url, { kind: 'refused', until: nowMs + REFUSED_FOR_MS });
    else kept.set(url, { kind: 'away', until: nowMs + AWAY_FOR_MS });
    if (!certificate) log.warn({ status: answer?.status ?? null, url }, 'paypal.certificate_not_taken');
  };
  return {
    find: (url, nowMs): CertificateAnswer => {
      if (!isPinned(url, options.apiBase, rule)) return { kind: 'refused' };
      const known = kept.get(url);
      const answer = known && answerOf(known, nowMs);
      if (answer) return answer;
      const fetching = [...kept.values()].filter(({ kind }) => kind === 'fetching').length;
      if (fetching < MOST_AT_ONCE) {
        makeRoom(kept);
        kept.set(url, { kind: 'fetching' });
        void fetchOnce(url, nowMs).catch((error: unknown) => {
          kept.set(url, { kind: 'refused', until: nowMs + REFUSED_FOR_MS });
          log.error({ err: error, url }, 'paypal.certificate_not_read');
        });
      }
      return { kind: 'not_yet' };
    },
  };
}

/** Null: it must be fetched, for the first time or again. */
function answerOf(kept: Kept, nowMs: number): CertificateAnswer | null {
  switch (kept.kind) {
    case 'fetching':
      return { kind: 'not_yet' };
    case 'refused':
      return kept.until > nowMs ? { kind: 'refused' } : null;
    case 'away':
      return kept.until > nowMs ? { kind: 'not_yet' } : null;
    case 'known': {
      const { key, validFrom, validTo } = kept.certificate;
      return validFrom <= nowMs && nowMs <= validTo ? { kind: 'known', key } : { kind: 'refused' };
    }
  }
}

/** What is known stays: names that lead nowhere must not push it out. */
function makeRoom(kept: Map<string, Kept>): void {
  if (kept.size < MOST_KEPT) return;
  const [oldest] = [...kept].find(([, { kind }]) => kind === 'refused' || kind === 'away') ?? [];
  if (oldest !== undefined) kept.delete(oldest);
}

function isPinned(url: string, apiBase: URL, rule: ChainRule): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, protocol, hostname, port, pathname, search, hash, username, password } = new URL(url);
  if (search + hash + username + password !== '') return false;
  if (rule === 'loopback') return origin === apiBase.origin && PATH.test(pathname);
  return protocol === 'https:' && port === '' && HOSTS.has(hostname) && PATH.test(pathname);
}
