import type Router from '@koa/router';
import type { OpenDatabase } from './composition.ts';
import { composeLinkKeys, publicLink, type LinkKeys } from './compose-links.ts';
import { composeSources, partOf, type Sources } from './compose-sources.ts';
import type { Config } from './config/env.ts';
import { createVisitLimit } from './http/pages/limits.ts';
import { createUnsubscribeRouter } from './http/pages/unsubscribe.ts';
import { toInstant } from './domain/instant.ts';
import { createPayRouter } from './http/pages/pay.ts';
import type { Log } from './ports/log.ts';

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

/** The pages that links of ours lead to; none without `PUBLIC_URL`, for then there are no such links. */
export async function composePages(parts: PageParts): Promise<readonly Router[]> {
  const { config } = parts;
  const { publicUrl } = config;
  if (!publicUrl) return [];
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
  return [unsubscribe, payRouter(parts, { keys, publicUrl, sources: composeSources(parts) })];
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
