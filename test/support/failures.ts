import type { Story } from './story.ts';
import { eventually } from './eventually.ts';

/** Waits until an attempt of the run has failed. @returns its last failure, as Temporal keeps it */
export function untilFailed({ handle }: Pick<Story, 'handle'>): Promise<string> {
  return eventually('an attempt fails', async () => {
    const { pendingActivities } = (await handle.describe()).raw;
    const pending = pendingActivities?.find(({ lastFailure }) => lastFailure)?.lastFailure;
    const { events } = await handle.fetchHistory();
    const past = (events ?? []).findLast((event) => event.activityTaskFailedEventAttributes);
    const failure = pending ?? past?.activityTaskFailedEventAttributes?.failure;
    return failure ? JSON.stringify(failure) : null;
  });
}
