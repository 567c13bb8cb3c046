import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runProgram } from './programs.mjs';

const VERSION = '1.5.1';
const MODULE = 'github.com/temporalio/cli/cmd/temporal';
/** Older servers lack what our workers ask for (autoscaling pollers, update-with-start). */
const OLDEST_SERVER = [1, 28];
const BUILD_LIMIT_MS = 40 * 60_000;

/** The Temporal command line tool, which carries the development server and its Web UI. */
export const temporalCli = {
  title: 'Temporal CLI',
  variable: 'TEMPORAL_CLI_PATH',
  program: 'temporal',
  version: VERSION,
  sdkServer: 'cli',
  buildTitle: 'building the Temporal CLI with Go (some minutes, once)',
  remedy:
    'Install one of: the Temporal CLI (https://docs.temporal.io/cli), or Go 1.24+ (https://go.dev/dl) with access to ' +
    'a Go module proxy. Or set TEMPORAL_CLI_PATH to a `temporal` program.',
  inCache: (directory) => existsSync(join(directory, 'temporal')),
  verify,
  build,
};

async function verify(path) {
  const output = await runProgram(path, ['--version'], { limitMs: 30_000 });
  const server = /Server (\d+)\.(\d+)/.exec(output)?.slice(1).map(Number);
  if (!server) throw new Error(`it does not say it is the Temporal CLI: ${output.trim().slice(0, 200)}`);
  const [major, minor] = server;
  if (major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1])) {
    throw new Error(`its server ${server.join('.')} is older than ${OLDEST_SERVER.join('.')}`);
  }
}

async function build(directory) {
  const go = findOnPath('go');
  if (!go) throw new Error('go is not on PATH');
  const env = { ...process.env, GOBIN: directory };
  // Without symbol tables the program is a third smaller.
  const args = ['install', '-ldflags=-s -w', `${MODULE}@v${VERSION}`];
  await runProgram(go, args, { limitMs: BUILD_LIMIT_MS, cwd: directory, env });
}
