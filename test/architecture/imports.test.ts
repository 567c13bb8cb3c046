import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIG = '.dependency-cruiser.cjs';

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { name: string };
    }[];
  };
}

/** All that dependency-cruiser finds in `src`. */
function cruise(folder: string): Promise<Cruise['summary']> {
  const args = [CRUISER, 'src', '--config', CONFIG, '--output-type', 'json'];
  return new Promise((resolve, reject) => {
    // It exits with the number of violations: only an answer that cannot be read is a failure.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as Cruise).summary);
      } catch {
        reject(new Error(`dependency-cruiser gave no answer: ${stderr}`, { cause: error }));
      }
    });
  });
}

/** For each rule a file that breaks it. */
const PLANTED: Record<string, { readonly file: string; readonly imports: string }> = {
  'no-circles': { file: 'domain/circle.ts', imports: './other-half.ts' },
  'src-knows-no-scripts-or-tests': { file: 'server-test.ts', imports: '../test/stub.ts' },
  'domain-is-alone': { file: 'domain/alone.ts', imports: '../ports/log.ts' },
  'domain-libraries': { file: 'domain/libraries.ts', imports: 'zod' },
  'calendar-library-in-clock-only': { file: 'messages/calendar.ts', imports: 'temporal-polyfill' },
  'phone-library-in-phone-only': { file: 'adapters/rapiwa/phone.ts', imports: 'libphonenumber-js/max' },
  'messages-know-domain': { file: 'messages/outside.ts', imports: '../ports/log.ts' },
  'ports-know-domain': { file: 'ports/outside.ts', imports: '../config/env.ts' },
  'config-knows-domain': { file: 'config/outside.ts', imports: '../ports/log.ts' },
  'workflows-know-domain': { file: 'workflows/outside.ts', imports: '../activities/index.ts' },
  'workflow-libraries': { file: 'workflows/libraries.ts', imports: 'zod' },
  'workflows-never-reach-calendar-or-phone': { file: 'workflows/reach.ts', imports: '../domain/way.ts' },
  'activities-know-ports': { file: 'activities/outside.ts', imports: '../config/env.ts' },
  'adapters-know-ports': { file: 'adapters/stripe/outside.ts', imports: '../../config/env.ts' },
  'adapters-do-not-know-each-other': { file: 'adapters/stripe/other.ts', imports: '../rapiwa/classify.ts' },
  'webhooks-know-the-inbox': { file: 'webhooks/outside.ts', imports: '../inbox/relay.ts' },
  'inbox-knows-ports': { file: 'inbox/outside.ts', imports: '../http/app.ts' },
  'operator-knows-ports': { file: 'operator/outside.ts', imports: '../http/app.ts' },
  'http-knows-ports': { file: 'http/outside.ts', imports: '../inbox/append.ts' },
  'temporal-knows-workflows': { file: 'temporal/outside.ts', imports: '../inbox/relay.ts' },
  'temporal-in-its-rooms-only': { file: 'inbox/engine.ts', imports: '@temporalio/client' },
  'only-composition-builds-adapters': { file: 'http/adapter.ts', imports: '../adapters/postgres/pool.ts' },
};

/** Files that the planted ones need. */
const BESIDE: Record<string, string> = {
  'src/domain/other-half.ts': `export * as back from './circle.ts';\n`,
  'src/domain/way.ts': `export * as clock from './clock.ts';\n`,
  'test/stub.ts': 'export const stub = true;\n',
};

describe('the way imports point', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-test-imports-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is kept everywhere in src', async () => {
    const { violations, totalCruised } = await cruise(ROOT);
    assert.deepEqual(violations, []);
    assert.ok(totalCruised > 100);
  });

  it('is watched by rules each of which finds who breaks it', async () => {
    for (const kept of ['src', CONFIG, 'tsconfig.json', 'package.json']) {
      await cp(join(ROOT, kept), join(folder, kept), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const planted = Object.values(PLANTED).map(({ file, imports }) => [
      `src/${file}`,
      `export * as planted from '${imports}';\n`,
    ]);
    for (const [file, text] of [...planted, ...Object.entries(BESIDE)]) {
      await mkdir(dirname(join(folder, file!)), { recursive: true });
      await writeFile(join(folder, file!), text!);
    }

    const { violations } = await cruise(folder);
    for (const [rule, { file }] of Object.entries(PLANTED)) {
      const found = violations.some(({ from, rule: { name } }) => name === rule && from === `src/${file}`);
      assert.ok(found, `${rule} does not see src/${file}`);
    }
  });

  it('has no rule without somebody who breaks it in this test', () => {
    const config = createRequire(import.meta.url)(join(ROOT, CONFIG)) as { forbidden: { name: string }[] };
    const rules = config.forbidden.map(({ name }) => name);
    assert.deepEqual(rules.toSorted(), Object.keys(PLANTED).toSorted());
  });
});
