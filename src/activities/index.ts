import type { RecoveryActivities } from '../workflows/activity-contract.ts';
import { createCloseRecovery, createRestoreAccess } from './close-recovery.ts';
import { createDeliverStep } from './deliver-step.ts';
import type { ActivityDeps } from './deps.ts';
import { mapFailures } from './failure-mapping.ts';
import { createRecordOptOut } from './record-opt-out.ts';
import { createSuspendAccess } from './suspend-access.ts';

/** The activities of a recovery, by the names the workflow calls them. */
export function createActivities(deps: ActivityDeps): RecoveryActivities {
  return {
    deliverStep: mapFailures(createDeliverStep(deps)),
    suspendAccess: mapFailures(createSuspendAccess(deps)),
    closeRecovery: mapFailures(createCloseRecovery(deps)),
    restoreAccess: mapFailures(createRestoreAccess(deps)),
    recordOptOut: mapFailures(createRecordOptOut(deps)),
  };
}
