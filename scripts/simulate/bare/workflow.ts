import { proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';

/** What a bare workflow waits for and does: as many timers and activities as a sequence, and nothing else. */
export interface BareInput {
  /** Milliseconds since 1970, in order. */
  readonly dueAt: readonly number[];
  /** Activities after each of them. */
  readonly activities: readonly number[];
  /** Within the workflow task, as a simulation runs its own. */
  readonly areLocal: boolean;
}

export interface BareActivities {
  nothing(): Promise<void>;
}

const options = { startToCloseTimeout: 60_000 };
const remote = proxyActivities<BareActivities>(options);
const local = proxyLocalActivities<BareActivities>(options);

/** The yardstick of `npm run simulate -- --count N`. */
export async function bareSequence({ dueAt, activities, areLocal }: BareInput): Promise<void> {
  const { nothing } = areLocal ? local : remote;
  for (const [index, at] of dueAt.entries()) {
    const waitMs = at - Date.now();
    if (waitMs > 0) await sleep(waitMs);
    for (let done = 0; done < (activities[index] ?? 0); done += 1) await nothing();
  }
}
