import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { isPortFree } from '../../scripts/servers/free-port.ts';
import type { MessageRecord } from '../simulators/index.ts';
import { SAMPLES } from '../simulators/sandbox/samples.ts';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { meaningOf, recoveryOf, statusOf } from '../support/providers.ts';
import { makeHome, type Home, type RunningService } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

const DAY_MS = 2_000;
/** How long a page may take on a busy machine. */
const PAGE_LIMIT_MS = 30_000;
const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const TEMPORAL = { viewport: { width: 1280, height: 1000 } };

const missing = [
  ...(hasDevServer ? [] : ['TEMPORAL_CLI_PATH is empty']),
  ...(CHROMIUM ? [] : ['no chromium on PATH, and CHROMIUM_PATH is not set']),
];
const needs = missing.length > 0 ? ` (skipped: ${missing.join('; ')})` : '';

(missing.length > 0 ? describe.skip : describe)(`npm start, seen through Chromium${needs}`, function () {
  this.timeout(180_000);
  // One story: what comes after a failure would only wait in vain.
  this.bail(true);
  let home: Home;
  let service: RunningService;
  let browser: WatchedBrowser;
  /** The Temporal Web UI, from the first test on. */
  let page: Page;
  /** The invoice that is looked at there. */
  let invoice: string;
  let askedBeforeEnd: string[];

  before(async () => {
    [home, browser] = await Promise.all([makeHome(), openBrowser()]);
    service = await home.start({ DAY_LENGTH: `${DAY_MS / 1000}s` });
  });
  after(async () => {
    await browser?.close();
    await home?.remove();
  });

  const received = async (sample: string) =>
    (await messagesTo(service, sample)).map(({ text }) => meaningOf(text));
  const status = () => statusOf(service.temporal, invoice);

  it('finds a sequence in the Temporal Web UI by its customer', async () => {
    page = await browser.open(`${service.shownUrl('Temporal UI')}/namespaces/default/workflows`, TEMPORAL);
    await page.getByRole('button', { name: 'Add Filter' }).waitFor();
    await failPayment(service, 'ada');
    invoice = await failPayment(service, 'jonas');
    await untilMessage(service, 'jonas');

    await page.getByRole('button', { name: 'Add Filter' }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('RecoupCus');
    await page.getByRole('menuitem', { name: 'RecoupCustomer' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('cus_sandbox_jonas');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('heading', { name: '1 Workflow', exact: true }).waitFor();
    await page.getByRole('button', { name: 'RecoupCustomer = "cus_sandbox_jonas"' }).waitFor();
    await page.getByRole('link', { name: `recovery:stripe:${invoice}` }).click();
    await page.getByRole('heading', { name: 'Event History' }).waitFor();
  });

  it('pauses it there by update', async () => {
    const dialog = await sendUpdate(page, 'pauseRecovery', { actor: 'ana', reason: 'asked for time' });
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await status()).hold, 'staff');
    await eventually('a send that had begun is finished', async () => {
      const { raw } = await recoveryOf(service.temporal, invoice).describe();
      return !raw.pendingActivities?.length;
    });
    const asked = await received('jonas');
    const { currentStep, plan } = await status();
    await untilPast(plan.find(({ step }) => step === currentStep)!.dueAt);
    assert.deepEqual(await received('jonas'), asked);
  });

  it('reads there what it waits for, what it did and what it plans, and no personal data', async () => {
    const { plan, currentStep, deliveries } = await status();
    const row = (name: string) => untilRow(page, name);
    await row('Activity Type deliverStep Summary first_notice: re-read the invoice, then send');
    await row(`Summary second_notice, due ${plan[1]!.dueAt}`);
    await row('Summary held (staff) until ');
    // The same words in the timeline.
    await page
      .getByRole('button', { name: 'deliverStep • first_notice: re-read the invoice, then send' })
      .waitFor();
    const history = await page.locator('main').innerText();

    await page.getByRole('tab', { name: 'User Metadata' }).click();
    await page
      .frameLocator('iframe >> nth=0')
      .getByText(`invoice ${invoice}: sequence standard v1`)
      .waitFor();
    const details = await untilDetails(page, /On hold/);
    assert.match(details, new RegExp(`^On hold: staff before ${currentStep}\\n`));
    for (const { step, dueAt } of plan) {
      const sent = deliveries.find((delivery) => delivery.step === step);
      const done = sent ? `: sent by whatsapp at ${sent.at}` : '';
      assert.ok(details.split('\n').includes(`${step}, due ${dueAt}${done}`), details);
    }
    assert.doesNotMatch(history + details, /Jonas|Weber|@example|1713920012/);
  });

  it('is told there why an update is refused', async () => {
    const dialog = await sendUpdate(page, 'resumeRecovery', { actor: 'ana' });
    const alert = dialog.getByRole('alert').filter({ hasText: 'reason' });
    assert.match(await alert.innerText(), /reason: say why, in a few words/);
    await dialog.getByRole('button', { name: 'Cancel' }).last().click();
    assert.equal((await status()).hold, 'staff');
  });

  it('resumes it there by update', async () => {
    const asked = await received('jonas');
    const dialog = await sendUpdate(page, 'resumeRecovery', { actor: 'ana', reason: 'time is over' });
    await dialog.waitFor({ state: 'hidden' });
    await untilMessage(service, 'jonas', { count: asked.length + 1 });
    await untilDetails(page, /^Next: /);
  });

  it('cancels it there: the run ends as Canceled, with its closing done', async () => {
    await page.getByRole('button', { name: 'Request Cancellation' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    const badge = (text: string) => page.locator('main').getByText(text, { exact: true }).first();
    await badge('Running').waitFor({ state: 'hidden' });
    await badge('Canceled').waitFor();
    const { status: run } = await recoveryOf(service.temporal, invoice).describe();
    assert.equal(run.name, 'CANCELLED');
    askedBeforeEnd = await received('jonas');
    await untilDetails(page, /^Ended: cancelled/);
    await page.getByText('close: cancelled').waitFor();
    assert.equal((await status()).outcome, 'cancelled');
  });

  for (const [device, options, sample] of [
    ['a desktop', DESKTOP, 'priya'],
    ['a phone', PHONE, 'yuki'],
  ] as const) {
    it(`lets a payment fail and pays it on the sandbox page, on ${device}`, async () => {
      const { name } = SAMPLES.find(({ key }) => key === sample)!.customer;
      const sandbox = await browser.open(service.shownUrl('Sandbox'), options);
      await sandbox.getByLabel('Whose payment fails').selectOption(sample);
      await sandbox.getByRole('button', { name: 'Fail a payment' }).click();
      await sandbox.getByText(`${name}’s phone`).waitFor();
      const bubbles = sandbox.locator('#chat .bubble p');
      assert.equal(meaningOf(await bubbles.first().innerText()), 'first_notice');

      const card = sandbox.locator('.recovery', { hasText: name });
      await card.getByRole('button', { name: 'Pay' }).click();
      await card.getByText('Recovered', { exact: true }).waitFor();
      await card.getByText('paid, nothing more is sent').waitFor();
      await bubbles.filter({ hasText: 'your payment has arrived.' }).waitFor();
      assert.equal(meaningOf(await bubbles.last().innerText()), 'confirmation');
      const width = await sandbox.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= options.viewport.width, `the page is ${width} px wide`);
    });
  }

  it('unplugs the phone on the sandbox page: the step is held, the team hears of it, and after the repair it goes on', async () => {
    const sandbox = await browser.open(service.shownUrl('Sandbox'), DESKTOP);
    await sandbox.getByRole('button', { name: 'Unplug the phone' }).click();
    await sandbox.getByLabel('Whose payment fails').selectOption('noura');
    await sandbox.getByRole('button', { name: 'Fail a payment' }).click();
    const card = sandbox.locator('.recovery', { hasText: 'Noura' });
    await card.getByText('held: WhatsApp is not available').waitFor();
    await sandbox.locator('#slack').getByText('WhatsApp cannot send').waitFor();
    await sandbox.getByRole('button', { name: 'Plug it in' }).click();
    await sandbox.locator('#chat .bubble p').first().waitFor();
    await card.getByRole('button', { name: 'Pay' }).click();
    await card.getByText('Recovered', { exact: true }).waitFor();
  });

  it('sends nothing more to who was cancelled or has paid', async () => {
    // By then the cancelled sequence would have said its last word.
    await untilPast((await status()).plan.at(-1)!.dueAt);
    assert.deepEqual(await received('jonas'), askedBeforeEnd);
    for (const sample of ['priya', 'yuki', 'noura']) {
      const messages = await received(sample);
      assert.equal(messages.indexOf('confirmation'), messages.length - 1, messages.join());
    }
  });

  it('asked nobody outside of this machine for anything, and reported no error', () => {
    assert.deepEqual([...browser.hosts], ['127.0.0.1']);
    assert.deepEqual(browser.problems(service.shownUrl('Sandbox')), []);
  });
});

/** Draws the pictures of the README anew, in the sandbox as a stranger finds it: days of 10 s, so it takes two minutes. */
if (process.env['RECOUP_PICTURES'] === '1') {
  describe('the pictures of the README', function () {
    this.timeout(300_000);
    this.bail(true);
    const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));
    let home: Home;
    let service: RunningService;
    let browser: WatchedBrowser;
    let longest: string;

    before(async () => {
      [home, browser] = await Promise.all([makeHome(), openBrowser()]);
      service = await home.start((await isPortFree(3001)) ? { SANDBOX_PORT: '3001' } : {});
    });
    after(async () => {
      await browser?.close();
      await home?.remove();
    });

    const untilAsked = (sample: string, count: number) =>
      untilMessage(service, sample, { count, limitMs: 120_000 });

    it('sandbox.png: recoveries in several stages, and what a customer who paid was told', async () => {
      const page = await browser.open(service.shownUrl('Sandbox'), DESKTOP);
      const card = (name: string) => page.locator('.recovery', { hasText: name });
      longest = await failPayment(service, 'noura');
      await untilAsked('noura', 2);
      await failPayment(service, 'yuki');
      await untilAsked('yuki', 2);
      await failPayment(service, 'ada');
      await untilAsked('ada', 1);
      await card('Ada').getByRole('button', { name: 'Ada Byrne', exact: true }).click();
      await card('Ada').getByRole('button', { name: 'Pay' }).click();
      await untilAsked('noura', 3);
      await failPayment(service, 'priya');
      await card('Priya').getByText('sent', { exact: true }).waitFor();
      await card('Noura').getByText('day 14 in ').waitFor();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(images, 'sandbox.png') });
    });

    it('temporal-ui.png: the timeline of a sequence with several steps', async () => {
      await untilAsked('priya', 2);
      const path = `/namespaces/default/workflows/${encodeURIComponent(`recovery:stripe:${longest}`)}`;
      const page = await browser.open(service.shownUrl('Temporal UI') + path, TEMPORAL);
      await page.getByRole('button', { name: 'deliverStep • final_notice' }).waitFor();
      await page.screenshot({ path: join(images, 'temporal-ui.png') });
    });
  });
}

/** Lets a sample customer's payment fail, as the page's button does. @returns the invoice */
async function failPayment(service: RunningService, sample: string): Promise<string> {
  const response = await fetch(`${service.shownUrl('Sandbox')}/sandbox/fail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sample }),
  });
  return ((await response.json()) as { invoice: string }).invoice;
}

/** Every request to send to a sample customer. */
async function messagesTo(service: RunningService, sample: string): Promise<MessageRecord[]> {
  const response = await fetch(`${service.shownUrl('Sandbox')}/sandbox/log`);
  const { messages } = (await response.json()) as { messages: MessageRecord[] };
  const { whatsappPhone } = SAMPLES.find(({ key }) => key === sample)!.customer;
  return messages.filter(({ number }) => `+${number}` === whatsappPhone);
}

async function untilMessage(
  service: RunningService,
  sample: string,
  { count = 1, limitMs = PAGE_LIMIT_MS } = {},
): Promise<void> {
  const what = `${count} messages to ${sample}`;
  await eventually(what, async () => (await messagesTo(service, sample)).length >= count, limitMs);
}

/** Waits until a planned day after an instant: by then what was due has long been sent. */
function untilPast(instant: string): Promise<boolean> {
  return eventually(`a day after ${instant}`, () => Date.now() > Date.parse(instant) + DAY_MS, 60_000);
}

/** *More Actions*, *Send an Update*, its name and argument, *Submit*. @returns the dialog; it closes when taken */
async function sendUpdate(page: Page, name: string, argument: object): Promise<Locator> {
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: 'Send an Update' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send an Update' });
  await dialog.getByRole('button', { name: 'Select an Update' }).click();
  await page.getByRole('option', { name, exact: true }).click();
  // In the editor's own format: leaving it would else change its height, and move the button from under the mouse.
  await dialog.locator('.cm-content').fill(JSON.stringify(argument, null, 2));
  await dialog.getByRole('button', { name: 'Submit' }).click();
  return dialog;
}

/** Reloads the history until the row is there: on a loaded machine the page falls behind the run that it follows. */
async function untilRow(page: Page, name: string): Promise<void> {
  const row = page.getByRole('row', { name }).first();
  await eventually(
    `the history has the row "${name}"`,
    async () => {
      const isShown = await row.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
      if (!isShown) await page.reload();
      return isShown;
    },
    2 * PAGE_LIMIT_MS,
  );
}

/** Reloads *User Metadata* until the current details say it. @returns all of them */
function untilDetails(page: Page, pattern: RegExp): Promise<string> {
  return eventually(
    `current details say ${pattern.source}`,
    async () => {
      await page.reload();
      await page.getByRole('heading', { name: 'Current Details' }).waitFor();
      const details = (await page.frameLocator('iframe >> nth=1').locator('body').innerText()).trim();
      return pattern.test(details) && details;
    },
    PAGE_LIMIT_MS,
  );
}

interface WatchedBrowser {
  /** A page in a profile of its own, loaded. */
  open(url: string, options: BrowserContextOptions): Promise<Page>;
  /** Every host that any page asked for anything. */
  readonly hosts: ReadonlySet<string>;
  /** What pages of this origin reported as errors. */
  problems(origin: string): string[];
  close(): Promise<void>;
}

async function openBrowser(): Promise<WatchedBrowser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS });
  const hosts = new Set<string>();
  const reported: { url: string; problem: string }[] = [];
  return {
    hosts,
    problems: (origin) => reported.filter(({ url }) => url.startsWith(origin)).map(({ problem }) => problem),
    open: async (url, options) => {
      const context = await browser.newContext({ ...options, locale: 'en-US', timezoneId: 'UTC' });
      context.setDefaultTimeout(PAGE_LIMIT_MS);
      context.on('request', (request) => hosts.add(new URL(request.url()).hostname));
      context.on('weberror', (error) => reported.push({ url, problem: String(error.error()) }));
      context.on('console', (message) => {
        if (message.type() === 'error') reported.push({ url, problem: message.text() });
      });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    close: () => browser.close(),
  };
}
