import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { freePort } from '../../scripts/servers/free-port.ts';
import { moneyText } from '../simulators/sandbox/money-text.ts';
import type { RecoveryReading } from '../simulators/sandbox/recovery-reader.ts';
import { startSandbox, type Sandbox } from '../simulators/sandbox/sandbox.ts';
import { readSettings } from '../simulators/sandbox/settings.ts';
import { openStateFile } from '../simulators/sandbox/state-file.ts';
import type { SandboxPage } from '../simulators/sandbox/control.ts';
import { slackUrl } from '../simulators/slack/address.ts';
import { smtpUrl } from '../simulators/smtp/address.ts';
import { sandboxView } from '../simulators/sandbox/view.ts';

describe('the sandbox', () => {
  let directory = '';
  let open: { close(): unknown }[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'recoup-sandbox-'));
  });

  afterEach(async () => {
    for (const each of open) await each.close();
    open = [];
    await rm(directory, { recursive: true });
  });

  async function start(env: Record<string, string> = {}): Promise<Sandbox> {
    const stateFile = join(directory, 'sandbox.json');
    const defaults = {
      SANDBOX_PORT: '0',
      SANDBOX_STATE_FILE: stateFile,
      RECOUP_SERVER_URL: 'http://127.0.0.1:9',
    };
    const sandbox = await startSandbox(readSettings({ ...defaults, ...env }));
    open.push(sandbox);
    return sandbox;
  }

  function command(
    sandbox: Sandbox,
    verb: string,
    { type = 'application/json', ...body }: { type?: string; [field: string]: unknown },
  ): Promise<Response> {
    const init = { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) };
    return fetch(`${sandbox.url}/sandbox/${verb}`, init);
  }

  async function stateOf(sandbox: Sandbox): Promise<SandboxPage> {
    return (await (await fetch(`${sandbox.url}/sandbox/state`)).json()) as SandboxPage;
  }

  it('keeps invoices and undelivered webhooks over a restart, and delivers them then', async () => {
    const first = await start();
    await command(first, 'fail', { sample: 'yuki' });
    await first.close();

    let resolve: (type: string) => void;
    const delivered = new Promise<string>((done) => (resolve = done));
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        response.end('{}');
        resolve(`${request.url} ${(JSON.parse(body) as { type: string }).type}`);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const second = await start({ RECOUP_SERVER_URL: `http://127.0.0.1:${port}` });
    assert.equal(await delivered, '/webhooks/stripe invoice.payment_failed');
    const [recovery] = (await stateOf(second)).recoveries;
    assert.deepEqual([recovery?.customerName, recovery?.amount], ['Yuki Tanaka', '¥1,500']);
    assert.ok(
      second.stripe.state.invoices[recovery?.invoice ?? '']?.hosted_invoice_url?.startsWith(second.url),
    );
  });

  it('fails another customer each time, and pays an open invoice only once', async () => {
    const sandbox = await start();
    for (let count = 0; count < 3; count += 1) await command(sandbox, 'fail', {});
    const { recoveries } = await stateOf(sandbox);
    assert.equal(new Set(recoveries.map(({ customer }) => customer)).size, 3);
    const invoice = recoveries[0]?.invoice;
    assert.equal((await command(sandbox, 'pay', { invoice })).status, 200);
    assert.equal((await command(sandbox, 'pay', { invoice })).status, 409);
  });

  it('shows the phone what Rapiwa accepted and what the customer wrote', async () => {
    const sandbox = await start();
    await command(sandbox, 'fail', { sample: 'ada' });
    const headers = { authorization: 'Bearer rapiwa-sandbox-key' };
    const body = JSON.stringify({ number: '12025550143', message_type: 'text', message: 'Hi Ada' });
    await fetch(`${sandbox.url}/api/send-message`, { method: 'POST', headers, body });
    await command(sandbox, 'reply', { customer: 'cus_sandbox_ada', text: 'STOP' });
    const chat = (await stateOf(sandbox)).customers[0]?.chat.map(({ from, text, day }) => [from, text, day]);
    assert.deepEqual(chat, [
      ['business', 'Hi Ada', 0],
      ['customer', 'STOP', 0],
    ]);
  });

  it('shows what arrived in the team’s Slack channel and in the mailboxes', async () => {
    const port = await freePort();
    const sandbox = await start({ SANDBOX_SMTP_PORT: String(port) });
    const headers = { 'content-type': 'application/json' };
    const button = {
      type: 'button',
      text: { type: 'plain_text', text: 'Sequence' },
      url: 'http://127.0.0.1/run',
    };
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: '*Ada* wrote: &lt;3 &amp; more' } },
      { type: 'actions', elements: [button] },
    ];
    const body = JSON.stringify({ text: 'for the notification only', blocks });
    const posted = await fetch(slackUrl(sandbox.url), { method: 'POST', headers, body });
    assert.equal(await posted.text(), 'ok');
    const mail = {
      from: 'billing@northwind.example',
      to: 'ada@example.com',
      subject: 'Hi',
      text: 'Please pay',
    };
    await createTransport(smtpUrl(port)).sendMail(mail);
    const { slack, mails } = await stateOf(sandbox);
    assert.deepEqual(
      slack.map(({ text }) => text),
      ['Ada wrote: <3 & more\nSequence: http://127.0.0.1/run'],
    );
    assert.deepEqual(
      mails.map(({ to, subject, text }) => `${to}: ${subject}: ${text.trim()}`),
      ['ada@example.com: Hi: Please pay'],
    );
  });

  it('unplugs the phone, expires the key, and repairs both', async () => {
    const sandbox = await start();
    const send = async (): Promise<number> => {
      const headers = { authorization: 'Bearer rapiwa-sandbox-key', 'content-type': 'application/json' };
      const body = JSON.stringify({ number: '12025550143', message_type: 'text', message: 'hi' });
      return (await fetch(`${sandbox.url}/api/send-message`, { method: 'POST', headers, body })).status;
    };
    const device = async (change: object): Promise<unknown> =>
      (await command(sandbox, 'device', { ...change })).json();
    assert.deepEqual(await device({ phone: 'unplugged' }), { phone: 'unplugged', key: 'valid' });
    assert.equal(await send(), 400);
    assert.deepEqual(await device({ phone: 'linked', key: 'expired' }), { phone: 'linked', key: 'expired' });
    assert.equal(await send(), 401);
    assert.deepEqual(await device({ key: 'valid' }), { phone: 'linked', key: 'valid' });
    assert.equal(await send(), 200);
    assert.equal((await command(sandbox, 'device', { phone: 'stolen' })).status, 400);
  });

  it('refuses commands that a foreign web page could send', async () => {
    const sandbox = await start();
    assert.equal((await command(sandbox, 'fail', { type: 'text/plain' })).status, 415);
    assert.equal((await stateOf(sandbox)).recoveries.length, 0);
  });

  it('serves its page and assets with a strict content policy, and nothing else', async () => {
    const sandbox = await start();
    const page = await fetch(sandbox.url);
    const html = await page.text();
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|\sstyle=|https?:/);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      assert.equal((await fetch(sandbox.url + path)).status, 200, path);
    }
    assert.equal((await fetch(`${sandbox.url}/invoice/in_1`)).status, 200);
    assert.equal((await fetch(`${sandbox.url}/assets/..%2fview.ts`)).status, 404);
  });

  it('sets a damaged state file aside instead of failing or losing it', async () => {
    const path = join(directory, 'damaged.json');
    await writeFile(path, '{"stripe":');
    assert.deepEqual(openStateFile(path).load().stripe.invoices, {});
    assert.equal(await readFile(`${path}.damaged`, 'utf8'), '{"stripe":');
  });

  it('tells each step of a sequence by what became of it, and links it in the Temporal Web UI', async () => {
    const sandbox = await start();
    await command(sandbox, 'fail', { sample: 'ada' });
    const [invoice] = Object.keys(sandbox.stripe.state.invoices);
    assert.ok(invoice);
    const plan = [0, 3, 7, 14].map((day, index) => ({
      step: (['first_notice', 'second_notice', 'final_notice', 'suspension'] as const)[index]!,
      dueAt: new Date(Date.UTC(2026, 0, 1) + day * 10_000).toISOString(),
    }));
    const at = plan[2]!.dueAt;
    const reading: RecoveryReading = {
      kind: 'known',
      status: {
        outcome: null,
        currentStep: 'suspension',
        nextStepAt: plan[3]!.dueAt,
        hold: null,
        access: 'active',
        deliveries: [
          { step: 'first_notice', channel: 'whatsapp', state: 'sent', at },
          { step: 'final_notice', channel: 'whatsapp', state: 'unknown', at },
        ],
        plan,
      },
    };
    const view = sandboxView({
      settings: readSettings({ DAY_LENGTH: '10s', TEMPORAL_UI_URL: 'http://127.0.0.1:8233/' }),
      state: { stripe: sandbox.stripe.state, rapiwa: sandbox.rapiwa.state },
      readings: new Map([[invoice, reading]]),
      now: new Date(),
    });
    assert.deepEqual(
      view.recoveries[0]?.steps.map(({ day, state }) => `day ${day} ${state}`),
      ['day 0 sent', 'day 3 skipped', 'day 7 unknown', 'day 14 next'],
    );
    const expected = `http://127.0.0.1:8233/namespaces/default/workflows/recovery%3Astripe%3A${invoice}`;
    assert.equal(view.recoveries[0]?.temporalUrl, expected);
  });

  it('writes amounts with the digits of their currency', () => {
    const texts = [
      moneyText(1999, 'usd'),
      moneyText(5, 'eur'),
      moneyText(1500, 'JPY'),
      moneyText(12_500, 'kwd'),
    ];
    assert.deepEqual(texts, ['$19.99', '€0.05', '¥1,500', 'KWD 12.500']);
  });

  it('names the variable that is wrong', () => {
    assert.throws(() => readSettings({ DAY_LENGTH: 'soon' }), /DAY_LENGTH/);
    assert.throws(() => readSettings({ SANDBOX_PORT: '-1' }), /SANDBOX_PORT/);
  });
});
