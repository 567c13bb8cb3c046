import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run bench', function () {
  this.timeout(180_000);

  it('-- accept compares accepting with a bare handler, refuses nothing, and leaves nothing behind', async () => {
    const args = ['accept', '--rounds', '1', '--requests', '300', '--connections', '16'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['scripts/setup/run.mjs', 'bench', ...args],
      { cwd: ROOT },
    );
    const rows = stdout.split('\n').filter((line) => /^\| (bare|recoup)/.test(line));
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
    const stopped = cells.find(([, name]) => name === 'recoup, Temporal stopped');
    assert.match(stopped?.[3] ?? '', /^\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)$/, stdout);
    assert.deepEqual(
      cells.map((row) => row.at(-2)),
      cells.map(() => '0'),
      stdout,
    );
    const left = readdirSync(join(ROOT, '.recoup')).filter((name) => name.startsWith('bench-'));
    assert.deepEqual(left, []);
  });

  it('names what it can measure when it is asked for something else', async () => {
    const asked = promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/bench/bench.ts', 'luck'],
      {
        cwd: ROOT,
      },
    );
    await assert.rejects(asked, /Usage: npm run bench -- accept/);
  });
});
