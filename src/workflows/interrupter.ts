import { CancellationScope } from '@temporalio/workflow';

export interface Interrupter {
  /** Runs one activity; see {@link Interrupter.interrupt}. */
  run<T>(act: () => Promise<T>): Promise<T | 'interrupted'>;
  /**
   * Cuts the running activity off: an attempt under way still finishes and counts, but no further one begins.
   * Nothing happens while none runs.
   */
  interrupt(): void;
}

/** Lets a decision made meanwhile (an outcome, a hold) keep an activity from trying again. */
export function createInterrupter(): Interrupter {
  let cutOff: (() => void) | null = null;
  return {
    interrupt: () => cutOff?.(),
    run: async (act) => {
      const scope = new CancellationScope();
      let isCutOff = false;
      cutOff = () => {
        isCutOff = true;
        scope.cancel();
      };
      try {
        return await scope.run(act);
      } catch (error) {
        // Its next try was called off, or its worker died meanwhile: the ledger knows what was done.
        if (isCutOff && !CancellationScope.current().consideredCancelled) return 'interrupted';
        throw error;
      } finally {
        cutOff = null;
      }
    },
  };
}
