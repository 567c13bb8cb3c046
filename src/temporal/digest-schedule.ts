import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { ensureSchedule } from './schedule.ts';

export interface DigestScheduleOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** IANA zone in which the hour counts. */
  readonly zone: string;
  readonly deadlineMs?: number;
}

/** When the team begins its day. */
const HOUR = 9;

/** The Temporal Schedule of the daily digest; like that of reconciliation, one that staff have paused stays paused. */
export function ensureDigestSchedule(options: DigestScheduleOptions): Promise<void> {
  const { client, taskQueue, zone, deadlineMs = 10_000 } = options;
  const scheduleId = taskQueue === 'recoup' ? 'recoup-digest' : `recoup-digest:${taskQueue}`;
  const plan = {
    scheduleId,
    spec: { calendars: [{ hour: HOUR }], timezone: zone },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'tellDigest',
      workflowId: scheduleId,
      args: [],
      taskQueue,
      workflowRunTimeout: '3h' as const,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '3h' as const },
  };
  return ensureSchedule(client, plan, deadlineMs);
}
