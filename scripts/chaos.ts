/*
 * `npm run chaos`: many sequences on the real servers while their parts are killed (`kill -9`), with providers on a
 * bad day. Judges what the providers saw. Run through scripts/setup/run.mjs.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chaosTable, problemsOf } from './chaos/report.ts';
import { runChaos } from './chaos/run-chaos.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'Usage: npm run chaos -- [--seed N] [--sequences 500] [--kills 60] [--day 15] (seconds)';

process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  // Below the checkout, so that the build finds its packages.
  const folder = join(ROOT, '.recoup', `chaos-${process.pid}`);
  const build = join(folder, 'build');
  await mkdir(folder, { recursive: true });
  const built = spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts/build.ts'), build], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (built.status !== 0) return 1;
  console.log(`seed ${options.seed}: ${options.sequences} sequences, at least ${options.kills} kills`);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const progress = (line: string) => console.log(line);
  const cliPath = process.env['TEMPORAL_CLI_PATH']!;
  const report = await runChaos({ ...options, folder, build, cliPath, progress, signal: interrupted.signal });
  console.log(chaosTable(report));
  const problems = problemsOf(report, options);
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0 ? 'The promise held.' : `${problems.length} problems; logs: ${folder}/logs`,
  );
  if (problems.length === 0) await rm(folder, { recursive: true, force: true });
  return problems.length === 0 ? 0 : 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      sequences: { type: 'string', default: '500' },
      kills: { type: 'string', default: '60' },
      day: { type: 'string', default: '15' },
    },
  });
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value > 0) return value;
    console.error(`--${name} must be a number above 0\n${USAGE}`);
    process.exit(1);
  };
  return {
    seed: number('seed'),
    sequences: number('sequences'),
    kills: number('kills'),
    dayMs: number('day') * 1_000,
  };
}
