import assert from 'node:assert/strict';
import { isPortFree } from '../../scripts/servers/free-port.ts';
import { isRunning } from '../../scripts/servers/process-identity.ts';
import type { SandboxView } from '../simulators/sandbox/view.ts';
import { eventually } from '../support/eventually.ts';
import { processTree } from '../support/process-tree.ts';
import { meaningOf, recoveryOf } from '../support/providers.ts';
import { makeHome, type Home, type RunningService } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(`npm start without any key${needs}`, function () {
  this.timeout(120_000);
  let home: Home;
  let service: RunningService;
  let sandbox: string;

  before(async () => {
    home = await makeHome();
    service = await home.start({ DAY_LENGTH: '1s' });
    sandbox = service.shownUrl('Sandbox');
  });
  after(() => home?.remove());

  const view = async () => (await (await fetch(`${sandbox}/sandbox/state`)).json()) as SandboxView;

  /** Lets a sample customer's payment fail, as the page's button does. @returns the invoice */
  async function failPaymentOf(sample: string): Promise<string> {
    const response = await fetch(`${sandbox}/sandbox/fail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sample }),
    });
    return ((await response.json()) as { invoice: string }).invoice;
  }

  async function textsTo(sample: string): Promise<string[]> {
    const { customers } = await view();
    const customer = customers.find(({ id }) => id === `cus_sandbox_${sample}`);
    return customer?.chat.map(({ text }) => text) ?? [];
  }

  it('shows URLs that each answer with the page they name', async () => {
    const page = async (url: string) => {
      const response = await fetch(url);
      assert.equal(response.status, 200, url);
      return response.text();
    };
    assert.match(await page(sandbox), /<title>[^<]*sandbox/i);
    assert.match(await page(service.shownUrl('Temporal UI')), /<div id="svelte">/);
    assert.match(await page(`${service.shownUrl('Temporal UI')}/api/v1/settings`), /"DefaultNamespace"/);
    const { status, checks } = JSON.parse(await page(service.shownUrl('Health'))) as {
      status: string;
      checks: object;
    };
    assert.match(status, /^(ok|degraded)$/);
    assert.deepEqual(Object.keys(checks).slice(0, 4), ['database', 'temporal', 'worker', 'rapiwa']);
    assert.equal(service.shownUrl('Health'), `${service.url}/readyz`);
  });

  it('takes a failed payment through its whole sequence, while another one is cancelled by staff', async () => {
    const [ada, priya] = await Promise.all([failPaymentOf('ada'), failPaymentOf('priya')]);
    await eventually('the first notice to both', async () => {
      const texts = await Promise.all([textsTo('ada'), textsTo('priya')]);
      return texts.every(({ length }) => length === 1);
    });
    await recoveryOf(service.temporal, priya).cancel();
    const cancelled = await eventually('the run is closed', async () => {
      const { status } = await recoveryOf(service.temporal, priya).describe();
      return status.name === 'RUNNING' ? null : status.name;
    });
    assert.equal(cancelled, 'CANCELLED');
    await eventually('the page says so', async () => {
      const { recoveries } = await view();
      return recoveries.some(({ invoice, outcome }) => invoice === priya && outcome === 'cancelled');
    });

    await eventually('the whole sequence', async () => (await textsTo('ada')).length === 4, 40_000);
    const asked = ['first_notice', 'second_notice', 'final_notice', 'suspension'];
    assert.deepEqual((await textsTo('ada')).map(meaningOf), asked);
    assert.deepEqual((await textsTo('priya')).map(meaningOf), ['first_notice']);
    const [link] = /http:\S+/.exec((await textsTo('ada'))[0]!) ?? [];
    assert.equal(link, `${sandbox}/invoice/${ada}`);
    assert.equal((await fetch(link)).status, 200);
  });

  it('links each recovery to its workflow in the Temporal Web UI', async () => {
    const { recoveries } = await view();
    assert.equal(recoveries.length, 2);
    for (const { temporalUrl, invoice } of recoveries) {
      assert.ok(temporalUrl, 'the sandbox has a Web UI');
      assert.ok(temporalUrl.startsWith(`${service.shownUrl('Temporal UI')}/namespaces/`));
      assert.equal((await fetch(temporalUrl)).status, 200);
      // What that page asks the same server for.
      const response = await fetch(temporalUrl.replace('/namespaces/', '/api/v1/namespaces/'));
      const { workflowExecutionInfo } = (await response.json()) as {
        workflowExecutionInfo: { execution: { workflowId: string }; type: { name: string } };
      };
      assert.equal(workflowExecutionInfo.execution.workflowId, `recovery:stripe:${invoice}`);
      assert.equal(workflowExecutionInfo.type.name, 'recoverPayment');
    }
  });

  it('stops all of it on Ctrl-C', async () => {
    const everything = processTree(service.supervisorPid);
    assert.ok(everything.length >= 6, 'supervisor, Postgres, Temporal, sandbox, server, worker');
    const addresses = [
      'DATABASE_URL',
      'TEMPORAL_ADDRESS',
      'TEMPORAL_UI_URL',
      'RECOUP_SERVER_URL',
      'SANDBOX_URL',
    ];
    const urls = addresses.map(
      (name) => new URL(service.published[name]!.replace(/^(?!\w+:\/\/)/, 'tcp://')),
    );

    assert.equal(await service.pressCtrlC(), 0);
    assert.deepEqual(everything.filter(isRunning), [], 'no process is left');
    for (const { port } of urls) assert.ok(await isPortFree(Number(port)), `nobody listens on ${port}`);
    assert.match(service.output(), /Stopped\.\s*$/);
  });
});
