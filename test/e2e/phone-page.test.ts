import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { composeLinkKeys } from '../../src/compose/links.ts';
import { NOW, openPages, type OpenPages } from '../http/open-pages.ts';
import { violations } from '../support/accessibility.ts';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../support/chromium.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 860 } };
/** Where pictures go for somebody to look at; none without it. */
const PICTURES = process.env['RECOUP_PAGE_PICTURES'];
const needs = CHROMIUM ? '' : ' (skipped: no chromium on PATH, and CHROMIUM_PATH is not set)';

(CHROMIUM ? describe : describe.skip)(`adding a number, seen through Chromium${needs}`, function () {
  this.timeout(90_000);
  let pages: OpenPages;
  let browser: Browser;
  const problems: string[] = [];

  before(async () => {
    [pages, browser] = await Promise.all([
      openPages(),
      chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  const open = async (url: string, options: typeof PHONE | typeof DESKTOP): Promise<Page> => {
    const context = await browser.newContext({ ...options, locale: 'de-CH' });
    context.on('weberror', (error) => problems.push(String(error.error())));
    context.on('console', (message) => {
      // The page that says what is missing has status 422, which Chromium counts as an error.
      if (message.type() === 'error' && !message.text().includes('422')) problems.push(message.text());
    });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const picture = async (page: Page, name: string) => {
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  };
  const linkFor = async (customerId: string) => {
    const keys = await composeLinkKeys(pages.config, pages.ledger);
    const subject = Buffer.from(`stripe:${customerId}`);
    return `${pages.url}/phone/${keys.sign('phone', subject, NOW + 86_400_000)}`;
  };

  for (const [where, size] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const) {
    it(`on a ${where}: says what is missing, then keeps the number; every state is accessible`, async () => {
      const { id } = pages.stripe.createCustomer({});
      const page = await open(await linkFor(id), size);
      assert.deepEqual(await violations(page), []);
      assert.equal(await page.locator('input:checked').count(), 0);
      await picture(page, `phone-page-${where}`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await violations(page), []);
      await picture(page, `phone-page-missing-${where}`);
      await page.getByLabel('Mobile number').fill('079 123 45 67');
      await page.getByLabel(/notices about my account/).check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Thank you, it is saved' }).waitFor();
      assert.deepEqual(await violations(page), []);
      const customer = pages.stripe.state.customers[id]!;
      assert.equal('metadata' in customer && customer.metadata['whatsapp_phone'], '+41791234567');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
    });
  }

  it('in a shop’s checkout the snippet adds unticked boxes and a number that is checked, under a strict policy', async () => {
    const shop = await openShop(pages.url);
    const page = await open(shop.url, PHONE);
    await page.getByRole('group', { name: 'WhatsApp' }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.locator('input:checked').count(), 0);
    const pay = page.getByRole('button', { name: 'Pay' });
    await page.getByLabel(/Mobile number/).fill('12');
    await pay.click();
    assert.match(await page.getByRole('alert').innerText(), /not a mobile number/);
    await page.getByLabel(/Mobile number/).fill('+41 79 123 45 67');
    await pay.click();
    assert.match(await page.getByRole('alert').innerText(), /Tick the first box/);
    assert.deepEqual(await violations(page), []);
    await picture(page, 'checkout-phone');
    await page.getByLabel(/notices about my account/).check();
    await pay.click();
    await page.getByText('ordered').waitFor();
    const [sent] = shop.sent;
    assert.equal(sent?.get('whatsapp_phone'), '+41791234567');
    assert.deepEqual(
      [sent.get('whatsapp_notices_consent'), sent.get('whatsapp_marketing_consent')],
      ['yes', null],
    );
    assert.match(sent.get('whatsapp_consent_wording')!, /Northwind <Coffee> & Co may send me notices/);
    await shop.close();
  });

  it('reports no error anywhere', () => assert.deepEqual(problems, []));
});

interface Shop {
  readonly url: string;
  readonly sent: URLSearchParams[];
  close(): Promise<unknown>;
}

/** Somebody else's checkout page, which lets no script in but ours, and no inline style. */
async function openShop(scripts: string): Promise<Shop> {
  const sent: URLSearchParams[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; img-src data:; script-src ${scripts}; form-action 'self'`,
      );
      if (request.method === 'POST') sent.push(new URLSearchParams(text));
      response.end(request.method === 'POST' ? shopPage('<p>ordered</p>') : shopPage(checkoutForm(scripts)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, sent, close };
}

function checkoutForm(scripts: string): string {
  return `<form id="checkout" method="post"><label for="email">E-mail</label><input id="email" name="email" type="email">
    <button>Pay</button></form><script src="${scripts}/checkout.js" data-form="#checkout" data-country="CH" defer></script>`;
}

function shopPage(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>
    <meta name="viewport" content="width=device-width"></head><body><main><h1>Checkout</h1>${body}</main></body></html>`;
}
