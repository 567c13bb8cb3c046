import { goProgram } from './go-program.mjs';
import { runProgram } from './programs.mjs';

/** Older servers lack what our workers ask for (autoscaling pollers, update-with-start). */
const OLDEST_SERVER = [1, 28];

/** The Temporal command line tool, which carries the development server and its Web UI. */
export const temporalCli = {
  title: 'Temporal CLI',
  variable: 'TEMPORAL_CLI_PATH',
  ...goProgram({
    program: 'temporal',
    module: 'github.com/temporalio/cli/cmd/temporal',
    version: '1.5.1',
    limitMs: 40 * 60_000,
  }),
  sdkServer: 'cli',
  buildTitle: 'building the Temporal CLI with Go (some minutes, once)',
  remedy:
    'Install one of: the Temporal CLI (https://docs.temporal.io/cli), or Go 1.24+ (https://go.dev/dl) with access to ' +
    'a Go module proxy. Or set TEMPORAL_CLI_PATH to a `temporal` program.',
  verify,
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
