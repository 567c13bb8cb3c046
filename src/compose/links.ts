import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { createLinkLedger } from '../adapters/postgres/links.ts';
import type { Schema } from '../adapters/postgres/schema.ts';
import { readOwnSecret } from '../adapters/postgres/settings.ts';
import type { Config } from '../config/env.ts';
import { DAY_MS } from '../domain/duration.ts';
import { readLink, signLink, type LinkPurpose, type Seal } from '../domain/signed-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { PayLinks } from '../ports/links.ts';

/** Longer than a recovery lives: who finds the message late can still pay. Real days, whatever `DAY_LENGTH` says. */
const PAY_LINK_DAYS = 60;

/** Makes and reads links with our keys. */
export interface LinkKeys {
  sign(purpose: LinkPurpose, subject: Uint8Array, expiresMs: number): string;
  /** Null for whatever is not a good link of ours. */
  read(purpose: LinkPurpose, token: string, nowMs: number): Uint8Array | null;
}

type Secrets = Pick<Config, 'linkSecrets'>;
type Database = { readonly db: Kysely<Schema> };

/** The first secret signs, each is good for reading; without `APP_SECRET` the database's own does both. */
export async function composeLinkKeys({ linkSecrets }: Secrets, { db }: Database): Promise<LinkKeys> {
  const secrets = linkSecrets.length > 0 ? linkSecrets : [await readOwnSecret(db)];
  const seals = secrets.map(sealOf);
  return {
    sign: (purpose, subject, expiresMs) => signLink({ purpose, subject, expiresMs }, seals[0]!),
    read: (purpose, token, nowMs) => readLink(token, { purpose, seals, nowMs }),
  };
}

/** A key of its own: the secret also keys the hashes of numbers. */
function sealOf(secret: string): Seal {
  const key = createHmac('sha256', secret).update('recoup link v1').digest();
  return (bytes) => createHmac('sha256', key).update(bytes).digest();
}

/** Null without `PUBLIC_URL`: messages then carry the processor's own link. */
export async function composePayLinks(
  config: Secrets & Pick<Config, 'publicUrl'>,
  database: Database,
  clock: Clock,
): Promise<PayLinks | null> {
  const { publicUrl } = config;
  if (!publicUrl) return null;
  const keys = await composeLinkKeys(config, database);
  const ledger = createLinkLedger(database.db);
  return {
    linkTo: async (debt) => {
      const payRef = await ledger.payRef(debt);
      if (payRef === null) throw new Error(`the ledger knows no recovery of ${debt.debtId}`);
      const expiresMs = (await clock()) + PAY_LINK_DAYS * DAY_MS;
      return publicLink(publicUrl, `pay/${keys.sign('pay', Buffer.from(payRef, 'hex'), expiresMs)}`);
    },
  };
}

/** The last year that a link can name: wanting no more mail must work as long as the mail is kept. */
const NEVER_MS = Date.UTC(2149, 0, 1);

/** Null without `PUBLIC_URL`: mails then say only where to write to. */
export async function composeUnsubscribeLink(
  config: Secrets & Pick<Config, 'publicUrl'>,
  database: Database,
): Promise<((addressHash: string) => string) | null> {
  const { publicUrl } = config;
  if (!publicUrl) return null;
  const keys = await composeLinkKeys(config, database);
  return (addressHash) => {
    const token = keys.sign('unsubscribe', Buffer.from(addressHash, 'hex'), NEVER_MS);
    return publicLink(publicUrl, `unsubscribe/${token}`);
  };
}

/** `https://pay.example/recoup` and `pay/AQ…` → `https://pay.example/recoup/pay/AQ…`. */
export function publicLink(base: URL, path: string): string {
  return `${base.href.replace(/\/+$/, '')}/${path}`;
}
