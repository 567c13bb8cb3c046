/* `npm test`: every test, then one line with the counts. Run through scripts/setup/run.mjs. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTests, verdictOf } from './testing/verdict.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

process.exit(await main(process.argv.slice(2)));

async function main(named: readonly string[]): Promise<number> {
  const files = named.length > 0 ? named : testFiles();
  const { output, exitCode } = await runMocha(files);
  const counts = countTests(output);
  const verdict = verdictOf(counts, {
    exitCode,
    isWholeSuite: named.length === 0,
    isCi: Boolean(process.env['CI']),
  });
  for (const complaint of verdict.complaints) console.log(complaint);
  console.log(`${counts.passed} passed, ${verdict.failed} failed, ${counts.skipped} skipped`);
  return verdict.failed > 0 ? 1 : 0;
}

function testFiles(): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .sort();
}

/** Shows what mocha says as it says it, and keeps it to read the counts from. */
function runMocha(files: readonly string[]): Promise<{ output: string; exitCode: number }> {
  const mocha = join(ROOT, 'node_modules/mocha/lib/cli/cli.js');
  const child = spawn(process.execPath, ['--import', 'tsx', mocha, ...files], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ output, exitCode: code ?? 1 }));
  });
}
