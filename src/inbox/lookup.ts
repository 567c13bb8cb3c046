import { growingPauseMs } from '../domain/growing-pause.ts';
import { toInstant } from '../domain/instant.ts';
import type { Lookup } from '../domain/lookup.ts';
import type { InboxEntry, InboxStore, LookupRow, LookupStore } from '../ports/inbox.ts';
import type { Log } from '../ports/log.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { quarantineAlert } from '../ports/quarantine-alert.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { startRounds, type RoundResult, type Rounds } from './rounds.ts';

/** What asking came to. */
export type LookupAnswer =
  /** Understood now: takes its place in the inbox like any other entry (or has one more question). */
  | { readonly kind: 'understood'; readonly content: InboxEntry['content'] }
  | { readonly kind: 'settled'; readonly state: 'done' | 'ignored'; readonly reason: string }
  /** The ledger is not there yet. */
  | { readonly kind: 'later'; readonly reason: string };

export interface LookupOptions {
  readonly store: LookupStore;
  readonly inbox: InboxStore;
  /** Asks. Throws a `ProviderError` when there is no answer. */
  readonly answer: (lookup: Lookup) => Promise<LookupAnswer>;
  /** There is work for the relay. */
  readonly onUnderstood: () => void;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
  readonly idleMs?: number;
}

export type Lookups = Rounds;

const BATCH = 10;
/** Above the longest a source may take; a row of a killed process is asked about again after it. */
const LEASE_MS = 60_000;
/** Doubled with each try in vain, like the pauses of a processor that cannot be read. */
const FIRST_PAUSE_MS = 2_000;
/** About 4 minutes of trying; then staff hear of it, and it goes on being tried. */
const ALERT_TRIES = 7;

/** Asks sources about rows that need it, apart from the relay: a source that is away delays nothing else. */
export function startLookups(options: LookupOptions): Lookups {
  return startRounds({ round: () => lookUpOnce(options), idleMs: options.idleMs });
}

async function lookUpOnce(options: LookupOptions): Promise<RoundResult> {
  const { store, log, now } = options;
  try {
    const rows = await store.claim(BATCH, toInstant(now()), toInstant(now() + LEASE_MS));
    await Promise.all(rows.map((row) => lookUp(options, row)));
    return rows.length > 0 ? 'more' : 'idle';
  } catch (error) {
    log.error({ err: error }, 'lookup.database_unavailable');
    return 'idle';
  }
}

async function lookUp(options: LookupOptions, row: LookupRow): Promise<void> {
  const { store, inbox, alerts, now, onUnderstood } = options;
  if (!row.lookup || !row.entry) {
    return store.settle(row.id, {
      state: 'parked',
      reason: 'its question cannot be read',
      now: toInstant(now()),
    });
  }
  const answer = await answerSafely(options, row.lookup);
  switch (answer.kind) {
    case 'understood':
      await inbox.append([{ ...row.entry, content: answer.content }]);
      if (answer.content.kind !== 'quarantined') return onUnderstood();
      return alerts.alert(
        quarantineAlert({ ...row.entry, came: 'read at its source', reason: answer.content.reason }),
      );
    case 'settled':
      return store.settle(row.id, { ...answer, now: toInstant(now()) });
    case 'later':
      return postpone(options, row, answer.reason);
  }
}

async function answerSafely({ answer, log }: LookupOptions, lookup: Lookup): Promise<LookupAnswer> {
  try {
    return await answer(lookup);
  } catch (error) {
    log.warn({ eventId: lookup.eventId, err: error }, 'lookup.unanswered');
    const reason = error instanceof ProviderError ? error.message : 'unexpected error, see the log';
    return { kind: 'later', reason };
  }
}

async function postpone(
  { store, alerts, now }: LookupOptions,
  { id, tries }: LookupRow,
  reason: string,
): Promise<void> {
  const pause = growingPauseMs(tries, FIRST_PAUSE_MS);
  await store.postpone(id, reason, toInstant(now() + pause));
  if (tries + 1 !== ALERT_TRIES) return;
  await alerts.alert({
    key: `lookup:${id}`,
    what: `event ${id} of the inbox waits for an answer of its source: ${reason}`,
    remedy: 'check that the key may read what the reason names; it is asked again by itself, at least hourly',
  });
}
