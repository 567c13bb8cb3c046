import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { startTemporalDevServer, type TemporalDevServer } from '../../scripts/servers/temporal-dev-server.ts';
import { lazyClient, temporalTarget } from '../../src/temporal/connection.ts';
import { reconcileNow } from '../../src/temporal/reconcile-now.ts';
import { ensureReconciliationSchedule, reconciliationScheduleId } from '../../src/temporal/schedule.ts';
import { hasDevServer } from '../support/temporal.ts';

const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(`the schedule of reconciliation${needs}`, function () {
  this.timeout(120_000);
  let folder: string;
  let server: TemporalDevServer;
  let client: Client;
  const cliPath = process.env['TEMPORAL_CLI_PATH'] ?? '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-schedule-'));
    server = await startTemporalDevServer({ cliPath, dbFile: join(folder, 'temporal.db'), log: () => {} });
    client = lazyClient(temporalTarget({ TEMPORAL_ADDRESS: server.address }));
  });
  after(async () => {
    await client?.connection.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const schedule = () => client.schedule.getHandle('recoup-reconciliation');

  it('is made once, by however many workers, and runs hourly, one run at a time', async () => {
    const ensure = () => ensureReconciliationSchedule({ client, taskQueue: 'recoup' });
    await Promise.all([ensure(), ensure(), ensure()]);
    const { spec, action, policies } = await schedule().describe();
    assert.deepEqual([spec.intervals?.[0]?.every, spec.jitter], [3_600_000, 600_000]);
    assert.equal(policies.overlap, 'SKIP');
    assert.equal(action.type === 'startWorkflow' && action.workflowType, 'reconcile');
    assert.deepEqual(action.args, [{ dryRun: false }]);
  });

  it('stays paused when a worker starts again', async () => {
    await schedule().pause('not during the migration');
    await ensureReconciliationSchedule({ client, taskQueue: 'recoup' });
    assert.equal((await schedule().describe()).state.paused, true);
  });

  it('is its own for every task queue', () => {
    assert.equal(reconciliationScheduleId('recoup'), 'recoup-reconciliation');
    assert.equal(reconciliationScheduleId('berlin'), 'recoup-reconciliation:berlin');
  });

  it('by hand without a worker: says so instead of waiting', async () => {
    const asked = reconcileNow({ client, taskQueue: 'nobody', dryRun: true });
    await assert.rejects(asked, /no worker runs on task queue nobody/);
  });
});
