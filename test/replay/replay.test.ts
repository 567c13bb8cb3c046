import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { personalDataIn } from '../support/personal-data.ts';
import { installQuietRuntime, NO_LEDGER, workflowBundle } from '../support/temporal.ts';
import { renamed, swapped, withEvents, without } from './doctored.ts';
import {
  historyText,
  readHistory,
  recordedPaths,
  versions,
  type EventJson,
  type HistoryJson,
} from './history-files.ts';
import { PATHS } from './paths/index.ts';

const HOW_TO_GO_ON = 'running recoveries would be stuck: docs/extending.md says how workflow code is changed';

for (const version of versions()) {
  describe(`recoveries recorded as ${version}, with the workflow code of today`, function () {
    this.timeout(60_000);
    const failures = new Map<string, Error | undefined>();

    before(async () => {
      const named = recordedPaths(version).map(
        async (path) => [path, await readHistory(version, path)] as const,
      );
      for (const [path, error] of await replay(await Promise.all(named))) failures.set(path, error);
    });

    for (const path of recordedPaths(version)) {
      it(`${path} replays`, () => {
        assert.ok(failures.has(path), 'it was not replayed');
        const failure = failures.get(path);
        assert.equal(failure, undefined, `${failure?.message}\n${HOW_TO_GO_ON}`);
      });
    }

    it('hold no personal data', async () => {
      for (const path of recordedPaths(version)) {
        assert.deepEqual(personalDataIn(await historyText(version, path)), [], path);
      }
    });
  });
}

describe('recorded histories', function () {
  this.timeout(60_000);
  const newest = versions().at(-1)!;

  it('every path has its file in the newest version, and every file its path', () => {
    const [files, paths] = [recordedPaths(newest), PATHS.map(({ name }) => name)];
    const withoutFile = paths.filter((path) => !files.includes(path));
    const withoutPath = files.filter((file) => !paths.includes(file));
    assert.deepEqual({ withoutFile, withoutPath }, { withoutFile: [], withoutPath: [] });
    assert.equal(new Set(paths).size, paths.length, 'two paths share a name');
  });

  it('are read and written as Temporal does: one protobufjs, whose types know each other', async () => {
    const json = await readHistory(newest, 'never-paid');
    assert.deepEqual(JSON.parse(historyToJSON(historyFromJSON(json))), json);
    // Two copies of it are `TypeError: type must be a Type` in the two calls above, and in every replay.
    const { resolve } = createRequire(import.meta.url);
    const users = ['client', 'common', 'proto', 'testing', 'worker'].map((name) => `@temporalio/${name}`);
    const copies = users.map((user) => createRequire(resolve(user)).resolve('protobufjs'));
    assert.deepEqual(new Set(copies), new Set([resolve('protobufjs')]));
  });

  it('say so when personal data gets into one', async () => {
    const history = await readHistory(newest, 'never-paid');
    const data = Buffer.from(JSON.stringify({ to: '+14155552001', name: 'Maria' })).toString('base64');
    const leaking = JSON.stringify({ ...history, leak: { payloads: [{ data }] } });
    assert.deepEqual(personalDataIn(leaking), ['a name (Maria)', 'a phone number (+14155552001)']);
  });

  const changes: readonly [string, string, (events: readonly EventJson[]) => readonly EventJson[]][] = [
    ['another activity', 'never-paid', (events) => renamed(events, 'deliverStep', 'sendReminder')],
    ['an activity less', 'voided', (events) => without(events, ...ACTIVITY)],
    ['a timer less', 'never-paid', (events) => without(events, 'TIMER_STARTED', 'TIMER_FIRED')],
    ['attributes unset', 'paid-late', (events) => without(events, UPSERT)],
    ['attributes set after the timer', 'paid-on-day-5', (events) => swapped(events, UPSERT)],
    ['attributes unset in an open one', 'open-in-winback', (events) => without(events, UPSERT)],
    ['another signal', 'paid-late', (events) => renamed(events, 'paymentSucceeded', 'invoiceSettled')],
    ['another update', 'paused-and-resumed', (events) => renamed(events, 'pauseRecovery', 'snooze')],
  ];
  for (const [what, path, change] of changes) {
    it(`fail when the code does something else: ${what}`, async () => {
      const doctored = withEvents(await readHistory(newest, path), change);
      const [[, error] = []] = await replay([[path, doctored]]);
      assert.ok(error instanceof DeterminismViolationError, String(error));
    });
  }
});

const UPSERT = 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES';
const ACTIVITY = ['ACTIVITY_TASK_SCHEDULED', 'ACTIVITY_TASK_STARTED', 'ACTIVITY_TASK_COMPLETED'];

type Named = readonly [path: string, history: HistoryJson];

/** Replays each with the bundle that the workers of all tests run. @returns what failed, per path */
async function replay(named: readonly Named[]): Promise<Map<string, Error | undefined>> {
  installQuietRuntime();
  const options = { workflowBundle: await workflowBundle(), sinks: NO_LEDGER };
  const histories = named.map(([workflowId, history]) => ({ workflowId, history }));
  const results = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    results.set(workflowId, error);
  }
  return results;
}
