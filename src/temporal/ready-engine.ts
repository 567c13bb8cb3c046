import { EngineUnreachable, type RecoveryEngine } from '../ports/recovery-engine.ts';

/**
 * An engine that makes sure of its preconditions before its first call. Until they hold it is as good as unreachable:
 * events wait for it instead of being parked one by one.
 */
export function readyEngine(engine: RecoveryEngine, prepare: () => Promise<void>): RecoveryEngine {
  let preparing: Promise<void> | null = null;
  const ready = async (): Promise<void> => {
    preparing ??= prepare();
    try {
      await preparing;
    } catch (error) {
      preparing = null;
      throw new EngineUnreachable('preparing its search attributes', { cause: error });
    }
  };
  return {
    start: async (input) => {
      await ready();
      return engine.start(input);
    },
    tell: async (debt, news) => {
      await ready();
      return engine.tell(debt, news);
    },
    restoreAccess: async (input) => {
      await ready();
      return engine.restoreAccess(input);
    },
  };
}
