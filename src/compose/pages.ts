import type Router from '@koa/router';
import type { OpenDatabase } from '../composition.ts';
import type { Config } from '../config/env.ts';
import { SOURCES } from '../domain/ids.ts';
import { createCheckoutRouter } from '../http/pages/checkout-script.ts';
import { createVisitLimit } from '../http/pages/limits.ts';
import { createUnsubscribeRouter } from '../http/pages/unsubscribe.ts';
import { toInstant } from '../domain/instant.ts';
import { createPayRouter } from '../http/pages/pay.ts';
import { createPhoneRouter } from '../http/pages/phone.ts';
import type { Log } from '../ports/log.ts';
import type { CustomerRef } from '../ports/whatsapp-consent.ts';
import { composeLinkKeys, publicLink, type LinkKeys } from './links.ts';
import { composePhoneHash } from './keys.ts';
import { composeSources, partOf, type Sources } from './sources.ts';

export interface PageParts {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MINUTE = 60;
/** Generous to a person, and to a messenger that previews; useless for guessing. */
const PER_VISITOR = { points: 60, duration: MINUTE };
const PER_LINK = { points: 30, duration: 10 * MINUTE };

/** The checkout snippet, and the pages that links of ours lead to: without `PUBLIC_URL` there are no such links. */
export async function composePages(parts: PageParts): Promise<readonly Router[]> {
  const { config } = parts;
  const { publicUrl } = config;
  const checkout = createCheckoutRouter(config);
  if (!publicUrl) return [checkout];
  const keys = await composeLinkKeys(config, parts.database);
  const unsubscribe = createUnsubscribeRouter({
    owner: config,
    readToken: (token) => {
      const subject = keys.read('unsubscribe', token, parts.now());
      return subject && Buffer.from(subject).toString('hex');
    },
    optOut: (addressHash) =>
      parts.database.ledger.recordOptOut(addressHash, 'unsubscribe', toInstant(parts.now())),
    limit: createVisitLimit(PER_VISITOR),
  });
  const links = { keys, publicUrl, sources: composeSources(parts) };
  return [checkout, unsubscribe, payRouter(parts, links), await phoneRouter(parts, links)];
}

interface LinkParts {
  readonly keys: LinkKeys;
  readonly publicUrl: URL;
  readonly sources: Sources;
}

function payRouter(
  { config, database, log, now }: PageParts,
  { keys, publicUrl, sources }: LinkParts,
): Router {
  return createPayRouter({
    owner: config,
    readToken: (token) => {
      const subject = keys.read('pay', token, now());
      return subject && Buffer.from(subject).toString('hex');
    },
    ledger: database.ledger,
    billing: partOf(sources, 'billing'),
    portals: partOf(sources, 'portal'),
    publicLink: (path) => publicLink(publicUrl, path),
    limits: { visitor: createVisitLimit(PER_VISITOR), link: createVisitLimit(PER_LINK) },
    log,
  });
}

async function phoneRouter(
  { config, database, log, now }: PageParts,
  { keys, publicUrl, sources }: LinkParts,
): Promise<Router> {
  return createPhoneRouter({
    owner: config,
    readToken: (token) => {
      const subject = keys.read('phone', token, now());
      return subject && customerIn(Buffer.from(subject).toString('utf8'));
    },
    billing: partOf(sources, 'billing'),
    contacts: partOf(sources, 'contacts'),
    ledger: database.ledger,
    hashPhone: await composePhoneHash(config, database),
    origin: publicUrl.origin,
    limits: { visitor: createVisitLimit(PER_VISITOR), link: createVisitLimit(PER_LINK) },
    log,
    now,
  });
}

/** `stripe:cus_1`, or `stripe:acct_1:cus_1`, as `recoup phone-links` signed it. */
function customerIn(text: string): CustomerRef | null {
  const colon = text.indexOf(':');
  const source = SOURCES.find((name) => name === text.slice(0, colon));
  return source ? { source, customerId: text.slice(colon + 1) } : null;
}
