/*
 * `npm run simulate`: what customers will get, in seconds: production's code with the user's own configuration, on
 * skipped time, with simulated providers. Nothing leaves this machine. Run through scripts/setup/run.mjs.
 */
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../src/config/env.ts';
import { ProviderError } from '../src/ports/provider-error.ts';
import { readArguments, USAGE, UsageError } from './simulate/arguments.ts';
import { CsvError } from './simulate/csv.ts';
import { CustomersError } from './simulate/csv-customers.ts';
import { runSimulation } from './simulate/run-simulation.ts';
import { dataDirectory, loadEnvironment } from './supervisor/settings.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const env = loadEnvironment(ROOT, process.env);
    await runSimulation({ args: readArguments(args), env, dataDir: dataDirectory(ROOT, env) });
    return 0;
  } catch (error) {
    const told = messageFor(error);
    if (told === null) throw error;
    console.error(`\n${told}\n`);
    return 1;
  }
}

/** What the user can repair is told without a stack; null: a surprise. */
function messageFor(error: unknown): string | null {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  if (error instanceof ProviderError) return `Stripe could not be read: ${error.message}`;
  const isOurs = error instanceof ConfigError || error instanceof CsvError || error instanceof CustomersError;
  if (isOurs) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && path ? `There is no file ${path}.` : null;
}
