import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { ActivityDeps, MessagePolicy } from './activities/deps.ts';
import { createDatabase, createPreparedDatabase } from './adapters/postgres/database.ts';
import { createPostgresLedger } from './adapters/postgres/ledger.ts';
import { migrateToLatest } from './adapters/postgres/migrate.ts';
import { createInboxStore } from './adapters/postgres/inbox-store.ts';
import { createLookupStore } from './adapters/postgres/lookup-store.ts';
import { createPool } from './adapters/postgres/pool.ts';
import { createRelayStore } from './adapters/postgres/relay-store.ts';
import type { Schema } from './adapters/postgres/schema.ts';
import { createRapiwaChannel } from './adapters/rapiwa/channel.ts';
import { createRapiwaNumberCheck } from './adapters/rapiwa/number-check.ts';
import { composeCardPay } from './compose/card-pay.ts';
import { composeAlerts, composeEmail } from './compose/channels.ts';
import { composeCrm } from './compose/crm.ts';
import { silentChannel } from './compose/shadow.ts';
import { sendPace } from './compose/pace.ts';
import { composeTexts } from './compose/sequence-texts.ts';
import { composeSources, partOf, type Sources } from './compose/sources.ts';
import { composePayLinks, composeUnsubscribeLink } from './compose/links.ts';
import { deviceOf, hashSecret, keyedHashes, offerCodes } from './compose/keys.ts';
import { ConfigError, type Config, type RapiwaConfig } from './config/env.ts';
import { missingProviders } from './config/source-variables.ts';
import { createInbox, type Inbox } from './inbox/append.ts';
import { createAnswerLookup } from './inbox/answer-lookup.ts';
import { createHandOver } from './inbox/hand-over.ts';
import { startLookups, type LookupOptions } from './inbox/lookup.ts';
import { startRelay, type Relay } from './inbox/relay.ts';
import { createRenderer } from './messages/render.ts';
import type { Clock } from './ports/clock.ts';
import type { InboxEntry, RelayStore } from './ports/inbox.ts';
import type { Ledger } from './ports/ledger.ts';
import type { RecoveryEngine } from './ports/recovery-engine.ts';
import type { StaffAlerts } from './ports/staff-alerts.ts';
import { createLauncher } from './temporal/launcher.ts';
import { readyEngine } from './temporal/ready-engine.ts';
import { ensureSearchAttributes } from './temporal/search-attributes.ts';
import { contentOf } from './webhooks/content.ts';
import type { WebhookSource } from './webhooks/source.ts';

/** The notice period between final notice and suspension, in planned days. */
const MINIMUM_NOTICE_DAYS = 3;
/** A hold is looked at again after a quarter of a day: every 6 hours. */
const RECHECKS_PER_DAY = 4;
/** However short a trial's day is, a hold is not looked at more often than this. */
const LEAST_RECHECK_MS = 2_000;

/** An open database, brought up to date. */
export interface OpenDatabase {
  readonly pool: ReturnType<typeof createPool>;
  readonly db: Kysely<Schema>;
  readonly ledger: Ledger;
}

/** Opens and migrates the database. Throws what Postgres says when it cannot. */
export async function openDatabase(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  log: Logger,
  options: { readonly name: string; readonly size: number },
): Promise<OpenDatabase> {
  const pool = createPool({
    url: databaseUrl,
    size: options.size,
    applicationName: `recoup ${options.name}`,
    onIdleError: (error) => log.warn({ err: error }, 'database.connection_lost'),
  });
  const db = createDatabase(pool);
  const applied = await migrateToLatest(db);
  if (applied.length > 0) log.info({ applied }, 'database.migrated');
  return { pool, db, ledger: createPostgresLedger(createPreparedDatabase(pool), Math.random, log) };
}

export interface ActivityParts {
  readonly config: Config;
  readonly database: Pick<OpenDatabase, 'db' | 'ledger'>;
  readonly log: Logger;
  readonly clock: Clock;
}

/** What the worker's activities need. Throws a {@link ConfigError} naming what a worker cannot do without. */
export async function composeActivityDeps({
  config,
  database,
  log,
  clock,
}: ActivityParts): Promise<ActivityDeps> {
  const sources = composeSources({ config, database, log });
  const rapiwa = requireProviders(config, sources);
  const isShadow = config.sendMode === 'shadow';
  const secret = await hashSecret(config, database);
  const unsubscribeLink = await composeUnsubscribeLink(config, database);
  return {
    ledger: database.ledger,
    billing: partOf(sources, 'billing'),
    declines: partOf(sources, 'declines'),
    subscriptions: partOf(sources, 'subscriptions'),
    offers: partOf(sources, 'offers'),
    offerCode: offerCodes(secret),
    ...(unsubscribeLink && { unsubscribeLink }),
    whatsapp: isShadow ? silentChannel : createRapiwaChannel(rapiwa),
    device: deviceOf(rapiwa.apiKey),
    email: composeEmail(config),
    numberCheck: isShadow ? null : createRapiwaNumberCheck(rapiwa),
    renderer: createRenderer(composeTexts(config)),
    crm: composeCrm({ config, database, billing: partOf(sources, 'billing'), log }),
    alerts: composeAlerts({ config, database, log, clock }),
    clock,
    log,
    ...keyedHashes(secret),
    payLinks: await composePayLinks(config, database, clock),
    policy: messagePolicy(config, rapiwa),
  };
}

function requireProviders({ rapiwa }: Config, sources: Sources): RapiwaConfig {
  const hasSource = Object.keys(sources).length > 0;
  if (hasSource && rapiwa) return rapiwa;
  throw new ConfigError(missingProviders({ source: hasSource, rapiwa: rapiwa !== null }));
}

function messagePolicy(config: Config, rapiwa: RapiwaConfig): MessagePolicy {
  return {
    businessName: config.businessName,
    supportContact: config.supportContact,
    window: config.contactWindow,
    zone: config.timeZone,
    weekdayRule: config.weekdayRule,
    minimumNoticeMs: MINIMUM_NOTICE_DAYS * config.dayLengthMs,
    reminderGapMs: config.dayLengthMs,
    suspension: config.suspensionPolicy,
    winbackOffer: config.winbackOffer,
    holdRecheckMs: Math.max(LEAST_RECHECK_MS, Math.round(config.dayLengthMs / RECHECKS_PER_DAY)),
    isShadow: config.sendMode === 'shadow',
    pace: sendPace(rapiwa, config.dayLengthMs),
  };
}

/** The way of a webhook from the request to Temporal. */
export interface Intake {
  readonly sources: readonly WebhookSource[];
  readonly inbox: Inbox;
  readonly relay: Relay;
  readonly relayStore: RelayStore;
  readonly engine: RecoveryEngine;
}

export interface IntakeParts {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly client: Client;
  readonly log: Logger;
  readonly alerts: StaffAlerts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Starts the relay and everything before it. */
export function composeIntake({ config, database, client, log, alerts, now }: IntakeParts): Intake {
  // The server writes no message, and starts none whose text is not there.
  composeTexts(config);
  const relayStore = createRelayStore(database.db);
  const launcher = createLauncher({ client, taskQueue: config.temporal.taskQueue, now: Date.now });
  const engine = readyEngine(launcher, () => ensureReady(client));
  const handOver = createHandOver({
    ledger: database.ledger,
    failures: relayStore,
    engine,
    sequenceBook: config.sequenceBook,
    isShadow: config.sendMode === 'shadow',
    dayLengthMs: config.dayLengthMs,
    now,
  });
  const relay = startRelay({ store: relayStore, handOver, alerts, log, now });
  const connected = composeSources({ config, database, log });
  const lookups = startLookups({
    store: createLookupStore(database.db),
    inbox: createInboxStore(database.pool),
    answer: composeAnswers({ config, database, connected, alerts, log, now }),
    onUnderstood: relay.wake,
    alerts,
    log,
    now,
  });
  const onCommitted = (entries: readonly InboxEntry[]): void => {
    if (entries.some(({ content }) => content.kind === 'event')) relay.wake();
    if (entries.some(({ content }) => content.kind === 'needs_lookup')) lookups.wake();
  };
  const inbox = createInbox({ store: createInboxStore(database.pool), onCommitted });
  // Look-ups feed the relay, so they end first.
  const stop = async (): Promise<void> => {
    await lookups.stop();
    await relay.stop();
  };
  const sources = Object.values(connected).map(({ webhooks }) => webhooks);
  return { sources, inbox, relay: { ...relay, stop }, relayStore, engine };
}

type AnswerParts = Pick<IntakeParts, 'config' | 'database' | 'alerts' | 'log' | 'now'> & {
  readonly connected: Sources;
};

function composeAnswers(parts: AnswerParts): LookupOptions['answer'] {
  const { config, database, connected, log, now } = parts;
  return createAnswerLookup({
    billing: partOf(connected, 'lookups'),
    debts: partOf(connected, 'billing'),
    ledger: database.ledger,
    crm: composeCrm({ config, database, billing: partOf(connected, 'billing'), log }),
    hasOrderPage: config.orderPayUrl !== null,
    cards: composeCardPay(parts),
    reread: (name, body) => {
      const source = connected[name];
      return source ? contentOf(source.webhooks.reread(body)) : null;
    },
    now,
  });
}

function ensureReady(client: Client): Promise<void> {
  return client.withDeadline(Date.now() + 5_000, () =>
    ensureSearchAttributes(client.connection.operatorService, client.options.namespace),
  );
}
