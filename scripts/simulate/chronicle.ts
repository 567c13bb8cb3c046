import { toInstant, type IsoInstant } from '../../src/domain/instant.ts';
import type { RecoveryActivities } from '../../src/workflows/activity-contract.ts';

/** A suspension that waits. */
export interface Waiting {
  readonly debtId: string;
  readonly at: IsoInstant;
  /** In the ledger's words for steps, e.g. `held: final_notice_unconfirmed`. */
  readonly note: string;
}

/** What only the workflow is told. Why a message waits stands in the ledger (`step_notes`). */
export interface Chronicle {
  readonly suspensions: readonly Waiting[];
  /** The same activities, listened to. */
  listenTo(activities: RecoveryActivities): RecoveryActivities;
}

/** @param now of the skipped clock, milliseconds since 1970 */
export function createChronicle(now: () => number): Chronicle {
  const suspensions: Waiting[] = [];
  return {
    suspensions,
    listenTo: (activities) => ({
      ...activities,
      suspendAccess: async (request) => {
        const result = await activities.suspendAccess(request);
        const waits =
          result.kind === 'held' || (result.kind === 'deferred' && result.why !== 'notice_period');
        if (waits)
          suspensions.push({
            debtId: request.recovery.debtId,
            at: toInstant(now()),
            note: `${result.kind}: ${result.why}`,
          });
        return result;
      },
    }),
  };
}
