import { toInstant } from '../domain/instant.ts';
import type { HandOff } from '../ports/inbox.ts';
import type { NewsStore, WaitingNews } from '../ports/inbound.ts';
import type { Log } from '../ports/log.ts';
import { EngineUnreachable, type RecoveryEngine } from '../ports/recovery-engine.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { createBell } from './bell.ts';
import { isDatabaseAway } from './database-away.ts';

export interface NewsOptions {
  readonly store: NewsStore;
  readonly engine: Pick<RecoveryEngine, 'tell'>;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
  /** How often to look without being woken: rows of workers, and rows to try again. */
  readonly idleMs?: number;
}

export interface NewsTeller {
  wake(): void;
  stop(): Promise<void>;
}

/** Rows told at once: the recoveries that a repaired device held wake in groups. */
const BATCH = 20;

/** Carries what the ledger learned (a STOP, a repaired device) to the recoveries that wait, as long as we live. */
export function startNewsTeller(options: NewsOptions): NewsTeller {
  const { idleMs = 1_000 } = options;
  const bell = createBell();
  let stopping = false;
  const run = async (): Promise<void> => {
    while (!stopping) {
      if (!(await tellOnce(options))) await bell.wait(idleMs);
    }
  };
  const running = run();
  return {
    wake: bell.ring,
    stop: async () => {
      stopping = true;
      bell.ring();
      await running;
    },
  };
}

/** @returns whether there may be more at once */
async function tellOnce({ store, engine, alerts, log, now }: NewsOptions): Promise<boolean> {
  try {
    const round = await store.relay(BATCH, toInstant(now()), (waiting) => tell(engine, log, waiting));
    for (const id of round.parked) {
      await alerts.alert({
        key: `news-parked:${id}`,
        what: `news ${id} for a recovery was refused five times`,
        remedy: 'read its reason in table recovery_news, repair the cause, and set its state back to pending',
      });
    }
    return round.taken > 0 && round.unreachable === 0;
  } catch (error) {
    log.error({ err: error }, 'news.round_failed');
    return false;
  }
}

/** A recovery that has ended needs no news: `absent` is as good as told. */
async function tell(
  engine: NewsOptions['engine'],
  log: Log,
  { id, debt, news }: WaitingNews,
): Promise<HandOff> {
  try {
    await engine.tell(debt, news);
    return { kind: 'done' };
  } catch (error) {
    const about = { newsId: id, debtId: debt.debtId, news: news.kind, err: error };
    if (error instanceof EngineUnreachable || isDatabaseAway(error)) {
      log.warn(about, 'news.unreachable');
      return { kind: 'unreachable' };
    }
    log.error(about, 'news.refused');
    return { kind: 'refused', reason: error instanceof Error ? error.message : 'unknown error' };
  }
}
