import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, step } from './progress.mjs';
import { findOnPath, runProgram } from './programs.mjs';
import { withSetupLock } from './setup-lock.mjs';

const INSTALL_LIMIT_MS = 20 * 60_000;

/** Installs from the lock file when node_modules is missing or differs from it. */
export async function installDependencies(root) {
  if (isInstalled(root)) return;
  await withSetupLock(`dependencies of ${root}`, async () => {
    if (isInstalled(root)) return;
    await step('installing dependencies (npm ci)', () => npmCi(root));
  });
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps its own record of what it installed, which
 * it writes last, so an interrupted installation counts as none.
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(record);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    // npm leaves out optional packages that are for another platform.
    if (!installed[path]) return entry.optional === true;
    return installed[path].version === entry.version && installed[path].integrity === entry.integrity;
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

async function npmCi(root) {
  // --include=dev: with NODE_ENV=production in the environment npm would leave out what start and test need.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
  const [program, ...first] = npmProgram();
  try {
    await runProgram(program, [...first, ...args], { cwd: root, limitMs: INSTALL_LIMIT_MS });
  } catch (cause) {
    const remedy = 'Check the connection to the npm registry, or run `npm ci` yourself and try again.';
    throw new SetupError(`Installing the dependencies failed: npm ci ${cause.message}\n${remedy}`, { cause });
  }
}

/** The npm that started us, else the one on PATH. */
function npmProgram() {
  const { npm_execpath: running } = process.env;
  if (running && /npm-cli\.[cm]?js$/.test(running)) return [process.execPath, running];
  const found = findOnPath('npm');
  if (!found) throw new SetupError('npm was not found on PATH. It comes with Node: https://nodejs.org');
  return [found];
}
