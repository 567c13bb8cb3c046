import { Context } from '@temporalio/activity';
import { growingPauseMs } from '../domain/growing-pause.ts';
import { toInstant } from '../domain/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { EventOutbox, EventReceiver, WaitingEvent } from '../ports/recovery-events.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import type { EventActivities } from '../workflows/activity-contract.ts';
import { mapFailures } from './failure-mapping.ts';

export interface EventDeps {
  readonly outbox: EventOutbox;
  /** Null: nobody wants to hear of them any more. */
  readonly receiver: EventReceiver | null;
  readonly alerts: StaffAlerts;
  readonly clock: Clock;
  readonly log: Log;
}

const PAGE = 200;
/** Recoveries told at once; within each, one after another. */
const AT_ONCE = 8;
/** One event; together with a page's last ones this stays below an attempt's limit. */
const TIMEOUT_MS = 10_000;
/** How long an attempt takes up new events, by the machine's own clock. */
const LONGEST_MS = 30_000;
/** Tries after which a person should look. */
const PATIENCE = 5;
/** First pause of an event that the receiver refuses. */
const FIRST_PAUSE_MS = 60_000;

/**
 * Tells what waits, each recovery's events in their order, at least once each. A receiver that is away ends the attempt
 * with its `ProviderError`, and Temporal tries again, for days if need be; one event that is refused delays what follows
 * it in its own recovery, and nothing else. May be repeated.
 */
export function createEventActivities(deps: EventDeps): EventActivities {
  return { deliverEvents: mapFailures<void, Progress>(() => deliverEvents(deps)) };
}

type Progress = Awaited<ReturnType<EventActivities['deliverEvents']>>;

async function deliverEvents(deps: EventDeps): Promise<Progress> {
  const { outbox, receiver, clock } = deps;
  if (!receiver) return { told: 0, isMore: false };
  const endsAt = Date.now() + LONGEST_MS;
  let told = 0;
  while (Date.now() < endsAt) {
    const due = await outbox.dueEvents(toInstant(await clock()), PAGE);
    if (due.length === 0) return { told, isMore: false };
    told += await tellPage({ deps, receiver, endsAt }, due);
  }
  return { told, isMore: true };
}

interface Round {
  readonly deps: EventDeps;
  readonly receiver: EventReceiver;
  readonly endsAt: number;
}

async function tellPage(round: Round, due: readonly WaitingEvent[]): Promise<number> {
  const waiting = byRecovery(due);
  let told = 0;
  let trouble: ProviderError | null = null;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !trouble; next = waiting.shift()) {
      const result = await tellInOrder(round, next);
      told += result.told;
      trouble ??= result.trouble;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (trouble) await giveUpForNow(round.deps, trouble);
  return told;
}

function byRecovery(due: readonly WaitingEvent[]): (readonly WaitingEvent[])[] {
  const groups = new Map<string, WaitingEvent[]>();
  for (const one of due) groups.set(one.about, [...(groups.get(one.about) ?? []), one]);
  return [...groups.values()];
}

interface Told {
  readonly told: number;
  /** With the receiver itself; null: there is none, or only with one event. */
  readonly trouble: ProviderError | null;
}

async function tellInOrder(
  { deps, receiver, endsAt }: Round,
  events: readonly WaitingEvent[],
): Promise<Told> {
  let told = 0;
  for (const waiting of events) {
    if (Date.now() >= endsAt) break;
    const refused = await tell(receiver, waiting);
    if (refused && isAboutTheReceiver(refused)) return { told, trouble: refused };
    if (refused) {
      await postpone(deps, waiting, refused);
      break;
    }
    await deps.outbox.recordTold(waiting.rowId, toInstant(await deps.clock()));
    told += 1;
  }
  return { told, trouble: null };
}

/** @returns why it was not taken; null: it was */
async function tell(receiver: EventReceiver, { rowId, event }: WaitingEvent): Promise<ProviderError | null> {
  const doing = `reading event row ${rowId}, which a later version wrote`;
  if (!event) return new ProviderError({ provider: 'events-webhook', kind: 'rejected', doing });
  try {
    await receiver.tell(event, TIMEOUT_MS);
    return null;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

function isAboutTheReceiver({ details }: ProviderError): boolean {
  return details.kind !== 'rejected';
}

async function postpone(
  { outbox, clock, alerts, log }: EventDeps,
  { rowId, about, tries }: WaitingEvent,
  refused: ProviderError,
): Promise<void> {
  log.warn({ about, rowId, err: refused }, 'events.refused');
  await outbox.postpone(rowId, toInstant((await clock()) + growingPauseMs(tries, FIRST_PAUSE_MS)));
  if (tries + 1 < PATIENCE) return;
  await alerts.alert({
    key: `events:refused:${about}`,
    what: `an event is refused again and again (${refused.message}): the later ones of its recovery wait behind it`,
    remedy:
      'let the receiver at EVENTS_WEBHOOK_URL answer 2xx to what it does not want; it is tried again by itself',
  });
}

/** Throws it: Temporal tries again. */
async function giveUpForNow({ alerts }: EventDeps, trouble: ProviderError): Promise<never> {
  if (Context.current().info.attempt >= PATIENCE) {
    await alerts.alert({
      key: 'events:receiver',
      what: `events of recoveries are not taken (${trouble.message}): they wait, and nothing else waits for them`,
      remedy:
        'check EVENTS_WEBHOOK_URL and its receiver; all of them are told after the repair, in their order',
    });
  }
  throw trouble;
}
