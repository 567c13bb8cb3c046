/* `npm start`: everything on this machine under one supervisor. Run through scripts/setup/run.mjs. */
import { fileURLToPath } from 'node:url';
import { makePlan } from './supervisor/plan.ts';
import { StartError } from './supervisor/settings.ts';
import { supervise } from './supervisor/supervise.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

// A closed terminal must not end the supervisor before it has stopped its parts; what they say is in their logs.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exit(await main());

async function main(): Promise<number> {
  try {
    return await supervise(makePlan(ROOT, process.env));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(`\n${error.message}\n`);
    return 1;
  }
}
