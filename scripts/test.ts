/* `npm test`: every test, then one line with the counts. Run through scripts/setup/run.mjs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMocha } from './testing/mocha-lane.ts';
import { addCounts, countTests, verdictOf } from './testing/verdict.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Tests of whole processes mostly wait for them, or for a killed worker's minute: beside the others they cost little. */
const WAITING = [/^test\/e2e\/(chaos|kill)\./, /^test\/(e2e|scripts)\//];

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

/** The first lane is what waits for nothing; its output is shown while it runs. */
function lanesOf(files: readonly string[]): string[][] {
  const laneOf = (file: string) => WAITING.findIndex((pattern) => pattern.test(file)) + 1;
  const lanes: string[][] = [[], ...WAITING.map(() => [])];
  for (const file of files) lanes[laneOf(file)]!.push(file);
  return lanes;
}
