import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorEnvironment } from '../../src/compose/operator-environment.ts';

const SANDBOX = {
  DATABASE_URL: 'postgres://127.0.0.1:5555/recoup',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
  SANDBOX_URL: 'http://127.0.0.1:3001',
  BUSINESS_NAME: 'Northwind Coffee Club',
  RAPIWA_API_KEY: 'sandbox-device-key',
  SMTP_URL: 'smtp://127.0.0.1:2525',
};

describe('the environment of the operator', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recoup-operator-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** @param file the lines of `.temporal.env`; DATA_DIR is among them */
  async function read(file: Record<string, string>, env: Record<string, string> = {}) {
    const path = join(folder, '.temporal.env');
    const lines = Object.entries({ DATA_DIR: folder, ...file }).map(([name, value]) => `${name}=${value}`);
    await writeFile(path, lines.join('\n'));
    const { DATA_DIR, ...found } = operatorEnvironment(env, path);
    assert.equal(DATA_DIR, folder);
    return found;
  }

  async function publish(values: Record<string, string>) {
    await mkdir(join(folder, 'run'));
    await writeFile(join(folder, 'run', 'env.json'), JSON.stringify(values));
  }

  it('is that of the file, over which the process environment wins, be it empty', async () => {
    const file = { STRIPE_SECRET_KEY: 'sk_test_1', TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_TASK_QUEUE: 'q' };
    const env = { TEMPORAL_ADDRESS: 'b:7233', TEMPORAL_TASK_QUEUE: '' };
    assert.deepEqual(await read(file, env), { STRIPE_SECRET_KEY: 'sk_test_1', TEMPORAL_ADDRESS: 'b:7233' });
  });

  it('finds what npm start published in the DATA_DIR that the file names', async () => {
    await publish(SANDBOX);
    assert.deepEqual(await read({}), SANDBOX);
  });

  it('speaks to the simulated providers of a sandbox, not to those of the file', async () => {
    await publish(SANDBOX);
    const own = { BUSINESS_NAME: 'Mine', SMTP_URL: 'smtp://mail.example', RAPIWA_API_KEY: '' };
    assert.deepEqual(await read(own), { ...SANDBOX, BUSINESS_NAME: 'Mine' });
    const { SMTP_URL } = await read(own, { SMTP_URL: 'smtp://other.example' });
    assert.equal(SMTP_URL, 'smtp://other.example');
  });

  it('takes nothing of a running npm start that works on another database', async () => {
    await publish(SANDBOX);
    const own = { DATABASE_URL: 'postgres://db.example/recoup' };
    assert.deepEqual(await read(own), own);
    assert.deepEqual(await read({}, { DATABASE_URL: SANDBOX.DATABASE_URL }), SANDBOX);
  });

  it('brings no login of another Temporal server to that of npm start', async () => {
    await publish(SANDBOX);
    const login = { TEMPORAL_API_KEY: 'tk-1', TEMPORAL_TLS: 'true', TEMPORAL_PROFILE: 'cloud' };
    assert.deepEqual(await read({}, login), SANDBOX);
    const theirs = { ...login, TEMPORAL_ADDRESS: 'cloud.example:7233' };
    assert.deepEqual(await read({}, theirs), { ...SANDBOX, ...theirs });
  });
});
