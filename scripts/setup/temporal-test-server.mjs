import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endGroup, endOnInterrupt, findOnPath, runProgram } from './programs.mjs';

const VERSION = '1.38.0';
const SOURCES = fileURLToPath(new URL('./test-server/', import.meta.url));
const BUILD_LIMIT_MS = 20 * 60_000;
const START_LIMIT_MS = 30_000;

/** Temporal's time-skipping test server, in which 14 days pass in a second. Called as `temporal-test-server PORT`. */
export const temporalTestServer = {
  title: 'Temporal test server',
  variable: 'TEMPORAL_TEST_SERVER_PATH',
  program: 'temporal-test-server',
  version: VERSION,
  sdkServer: 'test-server',
  buildTitle: 'building the Temporal test server with Maven',
  remedy:
    'Install a JDK (11+) and Maven with access to Maven Central, or set TEMPORAL_TEST_SERVER_PATH to a ' +
    '`temporal-test-server` program (https://github.com/temporalio/sdk-java/releases).',
  inCache,
  verify,
  build,
};

/** One built from jars needs Java at run time too; a downloaded one is a program of its own. */
function inCache(directory) {
  if (!existsSync(join(directory, 'temporal-test-server'))) return false;
  return !existsSync(join(directory, 'lib')) || findOnPath('java') !== null;
}

async function build(directory) {
  const [maven, javac, java] = ['mvn', 'javac', 'java'].map(findOnPath);
  if (!maven || !javac || !java) throw new Error('a JDK (java, javac) and Maven (mvn) are not all on PATH');
  for (const file of ['pom.xml', 'LoopbackTestServer.java', 'temporal-test-server']) {
    copyFileSync(join(SOURCES, file), join(directory, file));
  }
  chmodSync(join(directory, 'temporal-test-server'), 0o755);
  const copyJars = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  const options = { limitMs: BUILD_LIMIT_MS, cwd: directory };
  await runProgram(maven, ['-q', '-B', ...copyJars, `-Dtemporal.version=${VERSION}`], options);
  await runProgram(javac, ['-cp', 'lib/*', 'LoopbackTestServer.java'], options);
}

/** Starts it on a free port and waits until it accepts a connection. */
async function verify(path) {
  const port = await freePort();
  const child = spawn(path, [String(port)], { stdio: 'ignore', detached: true });
  const stopListening = endOnInterrupt(child);
  let ended = null;
  child.once('error', (error) => (ended = error.message));
  const exit = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  void exit.then((code) => (ended ??= `it ended with exit code ${code}`));
  try {
    const until = performance.now() + START_LIMIT_MS;
    while (!(await accepts(port))) {
      if (ended) throw new Error(ended);
      if (performance.now() > until)
        throw new Error(`it did not listen on its port within ${START_LIMIT_MS / 1000} s`);
      await delay(100);
    }
  } finally {
    endGroup(child);
    await exit;
    stopListening();
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
