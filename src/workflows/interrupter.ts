import { ActivityFailure, CancellationScope } from '@temporalio/workflow';

/**
 * An attempt without a result: `interrupted` = somebody's decision called it off before it began; `failed` = it met a
 * surprise, or its worker died. Whatever it did, the ledger knows.
 */
export type NoResult = { readonly kind: 'interrupted' } | { readonly kind: 'failed' };

export interface Interrupter {
  /** Runs one attempt of an activity; only the cancellation of the whole run is thrown. */
  run<T>(act: () => Promise<T>): Promise<T | NoResult>;
  /** Calls the activity off if it has not begun; an attempt under way finishes and counts. */
  interrupt(): void;
}

/** Lets a decision made meanwhile (staff cancel or pause, a reply holds) overtake an activity that waits for a worker. */
export function createInterrupter(): Interrupter {
  let callOff: (() => void) | null = null;
  return {
    interrupt: () => callOff?.(),
    run: async (act) => {
      const scope = new CancellationScope();
      let isCalledOff = false;
      callOff = () => {
        isCalledOff = true;
        scope.cancel();
      };
      try {
        return await scope.run(act);
      } catch (error) {
        if (!(error instanceof ActivityFailure) || CancellationScope.current().consideredCancelled)
          throw error;
        return { kind: isCalledOff ? 'interrupted' : 'failed' };
      } finally {
        callOff = null;
      }
    },
  };
}
