import { proxyActivities } from '@temporalio/workflow';
import type { DigestActivities } from './activity-contract.ts';

const activities = proxyActivities<DigestActivities>({
  startToCloseTimeout: '1m',
  // Old news by noon.
  retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '10m', maximumAttempts: 12 },
});

/** What happened in the last day and what waits for a person, as the schedule asks. */
export async function tellDigest(): Promise<boolean> {
  return (await activities.tellDigest()).isTold;
}
