import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalDevServer, type TemporalDevServer } from '../../scripts/servers/temporal-dev-server.ts';

describe('the Temporal development server', function () {
  this.timeout(120_000);
  let folder: string;
  let server: TemporalDevServer | null = null;

  before(async function () {
    if (!process.env['TEMPORAL_CLI_PATH']) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'recoup-temporal-'));
  });

  afterEach(() => server?.stop());
  after(() => (folder ? rm(folder, { recursive: true, force: true }) : undefined));

  const cliPath = process.env['TEMPORAL_CLI_PATH'] ?? '';
  const start = async () =>
    (server = await startTemporalDevServer({ cliPath, dbFile: join(folder, 'temporal.db'), log: () => {} }));
  const ask = (...args: string[]) =>
    execFileSync(cliPath, ['operator', ...args, '--address', server!.address], { encoding: 'utf8' });

  for (const time of ['first', 'second']) {
    it(`keeps closed workflows for 90 days, knows our search attributes and shows its Web UI at the ${time} start`, async () => {
      const { uiUrl } = await start();
      assert.match(ask('namespace', 'describe', '--namespace', 'default'), /RetentionTtl +2160h/);
      const attributes = ask('search-attribute', 'list');
      assert.equal(attributes.match(/^ +Recoup\w+ +Keyword/gm)?.length, 6);
      assert.match(attributes, /RecoupNextStepAt +Datetime/);
      assert.match(attributes, /RecoupAmountDue +Double/);
      assert.equal((await fetch(uiUrl)).status, 200);
    });
  }

  it('is refused on a port in use, before it is started', async () => {
    const { address } = await start();
    const port = Number(address.split(':')[1]);
    const second = startTemporalDevServer({ cliPath, dbFile: join(folder, 'other.db'), port, log: () => {} });
    await assert.rejects(second, new RegExp(`Port ${port} .* is in use`));
  });
});
