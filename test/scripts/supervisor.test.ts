import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endProcess, identify, type ProcessIdentity } from '../../scripts/servers/process-identity.ts';
import { STOP_ORDER } from '../../scripts/supervisor/ownership.ts';

const START = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));

describe('npm start', function () {
  this.timeout(180_000);
  let dataDir: string;
  const supervisors: ChildProcess[] = [];

  before(async function () {
    if (!process.env['TEMPORAL_CLI_PATH']) this.skip();
    dataDir = await mkdtemp(join(tmpdir(), 'recoup-start-'));
  });

  after(async () => {
    if (!dataDir) return;
    const left = [
      ...(await partsOf(dataDir).catch(() => [])),
      ...supervisors.map((one) => identify(one.pid!)),
    ];
    for (const process of left) if (process) await endProcess(process, 'SIGINT', 10_000);
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<Running> {
    const running = startSupervisor(dataDir);
    supervisors.push(running.process);
    await running.said(/Ctrl-C stops everything/);
    return running;
  }

  it('shows one screen, publishes where everything is, and stops all of it on Ctrl-C', async () => {
    const { process: supervisor, output } = await start();
    assert.match(
      output(),
      /Sandbox +http.*\n.*Temporal UI +http.*\n.*Health +http:\/\/127\.0\.0\.1:\d+\/readyz\n.*Webhooks +POST \/webhooks\/stripe at 127/,
    );
    assert.match(output(), /a day lasts 10 s/);
    const published = join(dataDir, 'run', 'env.json');
    assert.equal((await stat(published)).mode & 0o777, 0o600);
    const env = JSON.parse(await readFile(published, 'utf8')) as Record<string, string>;
    assert.equal((await fetch(`${env['RECOUP_SERVER_URL']}/healthz`)).status, 200);
    const parts = await partsOf(dataDir);

    supervisor.kill('SIGINT');
    assert.deepEqual(await once(supervisor, 'exit'), [0, null]);
    assert.deepEqual(
      parts.filter((part) => identify(part.pid)),
      [],
      'no process is left',
    );
    assert.deepEqual(await readdir(join(dataDir, 'run')), ['rapiwa-webhook-token']);
  });

  it('refuses a second one on the same DATA_DIR, clears up after a killed one, and goes on', async () => {
    const first = await start();
    const second = startSupervisor(dataDir);
    assert.deepEqual(await once(second.process, 'exit'), [1, null]);
    assert.match(second.output(), new RegExp(`already runs on .*process ${first.process.pid}`));

    const orphans = await partsOf(dataDir);
    first.process.kill('SIGKILL');
    const third = await start();
    assert.deepEqual(
      orphans.filter((part) => identify(part.pid)?.startedAt === part.startedAt),
      [],
    );

    const [, worker] = await partsOf(dataDir);
    process.kill(worker!.pid, 'SIGKILL');
    assert.deepEqual(await once(third.process, 'exit'), [1, null]);
    assert.match(third.output(), /recoup stops: worker ended with SIGKILL/);
  });
});

interface Running {
  process: ChildProcess;
  output: () => string;
  /** Resolves when a line of the output matches. Rejects when the process ends before. */
  said: (pattern: RegExp) => Promise<void>;
}

function startSupervisor(dataDir: string): Running {
  const ports = { HTTP_PORT: '0', TEMPORAL_DEV_PORT: '0', TEMPORAL_UI_PORT: '0', SANDBOX_PORT: '0' };
  // Empty ones also hide what a developer's .temporal.env says.
  const nothing = {
    STRIPE_SECRET_KEY: '',
    STRIPE_WEBHOOK_SECRET: '',
    RAPIWA_API_KEY: '',
    DAY_LENGTH: '',
    BUSINESS_NAME: '',
  };
  const env = {
    ...process.env,
    ...ports,
    ...nothing,
    TEMPORAL_ADDRESS: '',
    DATABASE_URL: '',
    DATA_DIR: dataDir,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', START], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const output = () => lines.join('\n');
  const readers = [child.stdout, child.stderr].map((input) => createInterface({ input }));
  for (const reader of readers) reader.on('line', (line) => lines.push(line));
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      for (const reader of readers) reader.on('line', (line) => pattern.test(line) && resolve());
      child.once('exit', () => reject(new Error(`npm start ended:\n${output()}`)));
    });
  return { process: child, output, said };
}

/** The running parts in the order in which they stop. */
async function partsOf(dataDir: string): Promise<ProcessIdentity[]> {
  const files = STOP_ORDER.map((name) => readFile(join(dataDir, 'run', `${name}.pid`), 'utf8'));
  const parts = (await Promise.all(files)).map((pid) => identify(Number(pid)));
  return parts.filter((part) => part !== null);
}
