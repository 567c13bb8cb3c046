import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRODUCTION = fileURLToPath(new URL('../../scripts/production.mjs', import.meta.url));

/** How it ends and what it says in an environment with nothing but these variables. */
function run(script: string, part: string, env: NodeJS.ProcessEnv) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, part], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('the production processes', function () {
  this.timeout(60_000);

  it('read .temporal.env beside them, over which the process environment wins, be it empty', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recoup-production-'));
    try {
      for (const inside of ['scripts', 'dist']) await mkdir(join(folder, inside));
      const script = join(folder, 'scripts', 'production.mjs');
      await cp(PRODUCTION, script);
      const show = 'const { A, B, C } = process.env; console.log(JSON.stringify([A, B, C]));';
      await writeFile(join(folder, 'dist', 'server.js'), show);
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      assert.deepEqual(JSON.parse((await run(script, 'server', { A: 'process' })).stdout), [
        'process',
        null,
        null,
      ]);
      await writeFile(join(folder, '.temporal.env'), 'A=file\nB="of # file"\nC=file\n');
      const { stdout } = await run(script, 'server', { A: 'process', C: '' });
      assert.deepEqual(JSON.parse(stdout), ['process', 'of # file', '']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('name everything a worker has not, at once, and reach nothing before', async () => {
    const worker = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));
    const { code, stdout, stderr } = await run(worker, '', { NODE_OPTIONS: '--import tsx' });
    assert.deepEqual([code, stdout], [1, '']);
    assert.deepEqual(stderr.match(/(?<=^ +- )\w+( and \w+)?/gm), [
      'BUSINESS_NAME',
      'DATABASE_URL',
      'TEMPORAL_ADDRESS',
      'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET',
      'RAPIWA_API_KEY',
    ]);
  });
});
