import { proxyActivities, sleep } from '@temporalio/workflow';

/** What a bare workflow waits for and does: as many timers and activities as a sequence, and nothing else. */
export interface BareInput {
  /** Milliseconds since 1970, in order. */
  readonly dueAt: readonly number[];
  /** Activities at each of them; as many more at once when it begins. */
  readonly activities: readonly number[];
}

export interface BareActivities {
  nothing(): Promise<void>;
}

const { nothing } = proxyActivities<BareActivities>({ startToCloseTimeout: 60_000 });

/** The yardstick of `npm run simulate -- --count N`. */
export async function bareSequence({ dueAt, activities }: BareInput): Promise<void> {
  for (const [index, at] of dueAt.entries()) {
    const waitMs = at - Date.now();
    if (waitMs > 0) await sleep(waitMs);
    for (let done = 0; done < (activities[index] ?? 0); done += 1) await nothing();
  }
}
