/*
 * The entry of every user command (`npm start` is `node scripts/setup/run.mjs start`). Sets up what a fresh clone
 * lacks, then runs the command's TypeScript in this same process, so that Ctrl-C and signals reach it directly.
 * Built-ins only: it runs before node_modules exists.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeVersionProblem } from './node-version.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

try {
  await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (error?.name !== 'SetupError') throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}

async function main(name, args) {
  const problem = nodeVersionProblem(ROOT, process.versions.node);
  if (problem) fail(problem);
  // Not static: an older Node than the supported ones may fail to load these files at all.
  const { COMMANDS } = await import('./commands.mjs');
  const command = COMMANDS[name];
  if (!command) fail(`Unknown command ${name ?? ''}. Known: ${Object.keys(COMMANDS).join(', ')}.`);
  process.chdir(ROOT);
  await prepare(command);
  await runScript(join(ROOT, command.script), args);
}

async function prepare(command) {
  const { installDependencies } = await import('./dependencies.mjs');
  const { provideServers } = await import('./servers.mjs');
  await installDependencies(ROOT);
  await provideServers(ROOT, command);
}

/** The script sees the arguments where it would if it had been started on its own. */
async function runScript(script, args) {
  const { register } = await import('tsx/esm/api');
  register();
  process.argv = [process.argv[0], script, ...args];
  await import(pathToFileURL(script).href);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
