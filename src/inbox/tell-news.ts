import { toInstant } from '../domain/instant.ts';
import type { HandOff } from '../ports/inbox.ts';
import type { NewsStore, WaitingNews } from '../ports/inbound.ts';
import type { Log } from '../ports/log.ts';
import type { RecoveryEngine } from '../ports/recovery-engine.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { handOff } from './hand-off.ts';
import { startRounds, type RoundResult, type Rounds } from './rounds.ts';

export interface NewsOptions {
  readonly store: NewsStore;
  readonly engine: Pick<RecoveryEngine, 'tell'>;
  readonly alerts: StaffAlerts;
  readonly log: Log;
  readonly now: () => number;
  readonly idleMs?: number;
}

export type NewsTeller = Rounds;

/** Rows told at once: the recoveries that a repaired device held wake in groups. */
const BATCH = 20;

/** Carries what the ledger learned (a STOP, a repaired device) to the recoveries that wait, as long as we live. */
export function startNewsTeller(options: NewsOptions): NewsTeller {
  return startRounds({ round: () => tellOnce(options), idleMs: options.idleMs });
}

async function tellOnce({ store, engine, alerts, log, now }: NewsOptions): Promise<RoundResult> {
  try {
    const round = await store.relay(BATCH, toInstant(now()), (waiting) => tell(engine, log, waiting));
    for (const id of round.parked) {
      await alerts.alert({
        key: `news-parked:${id}`,
        what: `news ${id} for a recovery was refused five times`,
        remedy: 'read its reason in table recovery_news, repair the cause, and set its state back to pending',
      });
    }
    return round.taken > 0 && round.unreachable === 0 ? 'more' : 'idle';
  } catch (error) {
    log.error({ err: error }, 'news.round_failed');
    return 'idle';
  }
}

/** A recovery that has ended needs no news: `absent` is as good as told. */
function tell(engine: NewsOptions['engine'], log: Log, { id, debt, news }: WaitingNews): Promise<HandOff> {
  const about = { newsId: id, debtId: debt.debtId, news: news.kind };
  return handOff(() => engine.tell(debt, news), { log, who: 'news', about });
}
