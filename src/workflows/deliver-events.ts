import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { EventActivities } from './activity-contract.ts';

const { deliverEvents: tell } = proxyActivities<EventActivities>({
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // An attempt takes up nothing new after 30 s, and its last events have 10 s each.
  startToCloseTimeout: '90s',
  // For ever: a receiver that is away for days finds everything afterwards. 5 min keeps its end quickly noticed.
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** A run that goes on for longer is followed by a new one, which keeps histories short. */
const MOST_ATTEMPTS = 100;

/** Tells other systems what has happened since they were last told. One at a time; started where something waits. */
export async function deliverEvents(): Promise<number> {
  let told = 0;
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const result = await tell();
    told += result.told;
    if (!result.isMore) break;
  }
  return told;
}
