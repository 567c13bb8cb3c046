import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chaosTable, problemsOf } from '../../scripts/chaos/report.ts';
import { runChaos } from '../../scripts/chaos/run-chaos.ts';
import { hasDevServer } from '../support/temporal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

/** `npm run chaos` in small; the same code, a fixed seed. */
(hasDevServer ? describe : describe.skip)(
  `sequences in a service whose parts are killed${needs}`,
  function () {
    this.timeout(400_000);
    const folder = join(ROOT, '.recoup', `chaos-test-${process.pid}`);
    const build = join(folder, 'build');

    before(async () => {
      await mkdir(folder, { recursive: true });
      const args = ['--import', 'tsx', join(ROOT, 'scripts/build.ts'), build];
      assert.equal(spawnSync(process.execPath, args, { cwd: ROOT }).status, 0, 'it builds');
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('are never asked twice, never after payment, and all come to one end or hold', async () => {
      const { signal } = new AbortController();
      const cliPath = process.env['TEMPORAL_CLI_PATH']!;
      const options = { seed: 11, sequences: 20, kills: 12, dayMs: 3_000, folder, build, cliPath, signal };
      const report = await runChaos({ ...options, progress: () => {} });
      console.log(chaosTable(report).replaceAll(/^/gm, '      '));
      assert.deepEqual(problemsOf(report, options), []);
    });
  },
);
