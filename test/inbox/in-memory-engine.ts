import type { DebtRef } from '../../src/domain/ids.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';
import {
  EngineUnreachable,
  type RecoveryEngine,
  type RecoveryNews,
} from '../../src/ports/recovery-engine.ts';

/** Durable workflows without durability: what the relay asked for, in its order. */
export interface InMemoryEngine extends RecoveryEngine {
  /** `start in_1`, `tell in_1 closed paid`, `restore in_1`. */
  readonly log: string[];
  readonly started: RecoveryInput[];
  /** How many calls came, answered or not. */
  calls: number;
  /** True: nothing answers. */
  away: boolean;
  /** Debts that are refused for a reason of their own. */
  readonly refused: Set<string>;
  /** The workflow of this debt has ended, and Temporal has forgotten it. */
  forget(debt: DebtRef): void;
}

export function inMemoryEngine(): InMemoryEngine {
  const running = new Set<string>();
  const engine: InMemoryEngine = {
    log: [],
    started: [],
    calls: 0,
    away: false,
    refused: new Set(),
    forget: ({ debtId }) => void running.delete(debtId),
    start: async (input) => {
      answer(input);
      if (running.has(input.debtId)) return;
      running.add(input.debtId);
      engine.started.push(input);
      engine.log.push(`start ${input.debtId}`);
    },
    tell: async (debt, news) => {
      answer(debt);
      if (!running.has(debt.debtId)) return 'absent';
      engine.log.push(['tell', debt.debtId, news.kind, ...detailOf(news)].join(' '));
      return 'told';
    },
    restoreAccess: async (input) => {
      answer(input);
      engine.log.push(`restore ${input.debtId}`);
    },
  };

  function answer({ debtId }: DebtRef): void {
    engine.calls += 1;
    if (engine.away) throw new EngineUnreachable(`asked about ${debtId}`);
    if (engine.refused.has(debtId)) throw new Error(`${debtId} is refused`);
  }
  return engine;
}

function detailOf(news: RecoveryNews): string[] {
  if (news.kind === 'closed') return [news.standing];
  return news.kind === 'charge_failed' ? [String(news.chargeAttempt)] : [];
}
