/*
 * `npm run demo:<source>`: a whole sequence with a simulated source, in seconds. Nothing leaves this machine, and nothing
 * stays on it. Run through scripts/setup/run.mjs.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseTimeSpan } from '../src/config/time-span.ts';
import { SOURCES, type Source } from '../src/domain/ids.ts';
import { play } from './demo/play.ts';
import { DEMO_SOURCES } from './demo/sources.ts';
import { openStage } from './demo/stage.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const USAGE = `Usage: npm run demo:<source> [-- --day 1s], where <source> is ${SOURCES.join(', ')}`;

process.exit(await main());

async function main(): Promise<number> {
  const { name, dayLength, dayMs } = readOptions();
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
  const ends: (() => Promise<unknown>)[] = [];
  const atEnd = (end: () => Promise<unknown>) => void ends.unshift(end);
  const say = (line: string) => console.log(line);
  try {
    say(`Starting recoup with a simulated ${name}; a day lasts ${dayLength} …`);
    const cliPath = process.env['TEMPORAL_CLI_PATH']!;
    const stage = await openStage({ root: ROOT, cliPath, name, demo: DEMO_SOURCES[name], dayLength, atEnd });
    say(`Temporal UI ${stage.temporalUiUrl}\n`);
    const problems = await play({ stage, source: name, dayMs, say, signal: interrupted.signal });
    for (const problem of problems) console.error(problem);
    if (problems.length === 0) say('\nThe whole sequence, as it must be.');
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (!interrupted.signal.aborted) console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const end of ends) await end();
  }
}

function readOptions(): { readonly name: Source; readonly dayLength: string; readonly dayMs: number } {
  const { values, positionals } = parseArgs({
    options: { day: { type: 'string', default: '1s' } },
    allowPositionals: true,
  });
  const name = SOURCES.find((source) => source === positionals[0]);
  const dayMs = parseTimeSpan(values.day);
  if (name && dayMs !== null) return { name, dayLength: values.day, dayMs };
  console.error(USAGE);
  process.exit(1);
}
