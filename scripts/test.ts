/* `npm test`: every test, then one line with the counts. Run through scripts/setup/run.mjs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMocha } from './testing/mocha-lane.ts';
import { addCounts, countTests, verdictOf } from './testing/verdict.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lanes that run beside the first, which takes all else. Stories of workflows open a database and a worker each; tests of
 * whole processes mostly wait for them, or for a killed worker's minute.
 */
const LANES = [
  /^test\/(workflows\/[a-l]|operator\/|replay\/)/,
  /^test\/(e2e\/(chaos|crash|kill)\.|properties\/|temporal\/|simulate\/)/,
  /^test\/(e2e|scripts)\//,
];

process.exit(await main(process.argv.slice(2)));

async function main(named: readonly string[]): Promise<number> {
  const lanes = named.length > 0 ? [named] : lanesOf(allTests());
  const runs = await Promise.all(
    lanes.map((files, index) => runMocha(ROOT, files, { live: index === 0 ? process.stdout : null })),
  );
  for (const run of runs.slice(1)) process.stdout.write(run.output);
  const counts = addCounts(runs.map((run) => countTests(run.output)));
  const verdict = verdictOf(counts, {
    exitCode: Math.max(...runs.map((run) => run.exitCode)),
    isWholeSuite: named.length === 0,
    isCi: Boolean(process.env['CI']),
  });
  for (const complaint of verdict.complaints) console.log(complaint);
  console.log(`${counts.passed} passed, ${verdict.failed} failed, ${counts.skipped} skipped`);
  return verdict.failed > 0 ? 1 : 0;
}

function allTests(): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .sort();
}

/** The output of the first lane is shown while it runs. */
function lanesOf(files: readonly string[]): string[][] {
  const laneOf = (file: string) => LANES.findIndex((pattern) => pattern.test(file)) + 1;
  const lanes: string[][] = [[], ...LANES.map(() => [])];
  for (const file of files) lanes[laneOf(file)]!.push(file);
  return lanes;
}
