import assert from 'node:assert/strict';
import type { temporal } from '@temporalio/proto';
import { openLab, statusOrAbsent, type Lab } from '../support/lab.ts';
import { eventually } from '../support/eventually.ts';
import { skipToMonday, tell, untilClosed, type Story } from '../support/story.ts';
import type { Path } from './path.ts';

export type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;
type Handle = Story['handle'];

/** Walks a path in a lab of its own. Throws when the story does not go as the path says. @returns its history */
export async function walk(path: Path): Promise<History> {
  const lab = await openLab({ RAPIWA_MIN_GAP_MS: '0', ...path.env }, path.lab);
  try {
    await skipToMonday(lab);
    const { invoiceId, firstFailure, workflowId } = await path.tell(lab);
    const handle = workflowId && lab.env.client.workflow.getHandle(workflowId);
    const story = tell(lab, invoiceId, firstFailure);
    const kept = handle || story.handle;
    if (path.ends.run !== 'RUNNING') await untilClosed(kept);
    await untilIdle(kept);
    const sent = (await story.log()).map((line) => line.replace(/^(day \d+)\.\d+/, '$1'));
    assert.deepEqual(sent, path.sent, `${path.name}: what was sent`);
    assert.deepEqual(await endingOf(lab, story, kept), path.ends, `${path.name}: how it ends`);
    return await kept.fetchHistory();
  } finally {
    await lab.close();
  }
}

async function endingOf(lab: Lab, { invoiceId }: Story, kept: Handle): Promise<Path['ends']> {
  const { db, ledger } = lab.database;
  const row = db.selectFrom('recoveries').select('outcome').where('debt_id', '=', invoiceId);
  return {
    run: (await statusOrAbsent(kept)) ?? 'ABSENT',
    outcome: (await row.executeTakeFirstOrThrow()).outcome,
    access: (await ledger.isSuspended({ source: 'stripe', debtId: invoiceId })) ? 'suspended' : 'active',
  };
}

/** The run has answered everything it was told, so that its history ends with what it does or waits for. */
async function untilIdle(handle: Handle): Promise<void> {
  await eventually(`${handle.workflowId} is idle`, async () => isAnswered(await eventsOf(handle)));
}

/** Waits until the run has gone to sleep. */
export async function untilAsleep({ handle }: Pick<Story, 'handle'>): Promise<void> {
  await eventually(`${handle.workflowId} sleeps`, async () => {
    const events = await eventsOf(handle);
    const last = events.findLast((event) => attributesOf(event).startsWith('timer'));
    return isAnswered(events) && Boolean(last?.timerStartedEventAttributes);
  });
}

function isAnswered(events: readonly Event[]): boolean {
  const last = events.findLast((event) => attributesOf(event).startsWith('workflowTask'));
  return Boolean(last?.workflowTaskCompletedEventAttributes);
}

/**
 * Waits until the attempt at work has been told that it is the last. One that ends at the very moment leaves the test
 * server with a workflow task it never finishes.
 */
export async function untilCutOff({ handle }: Pick<Story, 'handle'>): Promise<void> {
  await eventually(`${handle.workflowId} cuts its attempt off`, async () =>
    (await eventsOf(handle)).some((event) => event.activityTaskCancelRequestedEventAttributes),
  );
}

async function eventsOf(handle: Handle): Promise<readonly Event[]> {
  return (await handle.fetchHistory()).events ?? [];
}

function attributesOf(event: Event): string {
  return Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '';
}
