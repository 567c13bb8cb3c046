import assert from 'node:assert/strict';
import { composeLinkKeys } from '../../src/compose/links.ts';
import { openPages, type OpenPages } from './open-pages.ts';
import { asNewVisitors } from './visitors.ts';

const HOSTED = 'https://invoice.stripe.com/i/acct_simulated/test_';

describe('the payment link', function () {
  this.timeout(20_000);
  let pages: OpenPages;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());
  beforeEach(() => pages.setDay(0));
  afterEach(() => pages.stripe.setFault(null));

  const open = asNewVisitors();
  const asked = (method: string, path: RegExp) =>
    pages.stripe.requests.filter((request) => request.method === method && path.test(request.path)).length;

  it('leads to the page that Stripe shows for the invoice at this moment, and is not kept by anybody', async () => {
    const link = await pages.anOpenDebt('in_fresh');
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/pay\/[A-Za-z0-9_-]{28}$/);
    const first = await open(link);
    assert.deepEqual([first.status, first.headers.get('location')], [303, `${HOSTED}in_fresh`]);
    assert.equal(first.headers.get('cache-control'), 'no-store');
    assert.equal(first.headers.get('referrer-policy'), 'no-referrer');
    pages.stripe.state.invoices['in_fresh']!.hosted_invoice_url = 'https://invoice.stripe.com/i/rotated';
    const second = await open(link);
    assert.equal(second.headers.get('location'), 'https://invoice.stripe.com/i/rotated');
  });

  it('says thank you once it is paid, and that there is nothing to pay once it is void', async () => {
    const link = await pages.anOpenDebt('in_paid');
    pages.stripe.payInvoice('in_paid');
    const paid = await open(link);
    assert.equal(paid.status, 200);
    assert.match(await paid.text(), /<h1>Thank you, this is paid<\/h1>/);
    const other = await pages.anOpenDebt('in_void');
    pages.stripe.voidInvoice('in_void');
    assert.match(await (await open(other)).text(), /<h1>There is nothing to pay here<\/h1>/);
  });

  it('shows no name, amount or id to whom it was passed on', async () => {
    const link = await pages.anOpenDebt('in_private');
    pages.stripe.state.invoices['in_private']!.hosted_invoice_url = null;
    const text = await (await open(link)).text();
    assert.match(text, /Northwind &lt;Coffee&gt; &amp; Co/);
    for (const secret of ['Maria', '19.99', 'in_private', 'cus_']) assert.ok(!text.includes(secret), secret);
  });

  it('forged, expired, of another key, or of nobody: one and the same page', async () => {
    const link = await pages.anOpenDebt('in_gone');
    const good = link.split('/').at(-1)!;
    const forged = good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A');
    const stranger = await openPages({ APP_SECRET: 'the secret of somebody else' });
    const foreign = (await stranger.anOpenDebt('in_gone')).split('/').at(-1)!;
    await stranger.close();
    await pages.ledger.db.deleteFrom('recoveries').where('debt_id', '=', 'in_gone').execute();
    const seen = [];
    for (const token of [good, forged, foreign, 'x', 'A'.repeat(28)]) {
      const answer = await open(`${pages.url}/pay/${token}`);
      seen.push([answer.status, await answer.text()]);
    }
    const late = await pages.anOpenDebt('in_late');
    pages.setDay(61);
    const answer = await open(late);
    seen.push([answer.status, await answer.text()]);
    assert.equal(seen[0]![0], 404);
    for (const one of seen) assert.deepEqual(one, seen[0]);
  });

  it('is good for 60 days', async () => {
    const link = await pages.anOpenDebt('in_old');
    pages.setDay(60);
    assert.equal((await open(link)).status, 303);
  });

  it('outlives a change of APP_SECRET while the old one stands behind the new one', async () => {
    const link = await pages.anOpenDebt('in_rotated');
    const linkSecrets = ['a new secret of the pages', ...pages.config.linkSecrets];
    const keys = await composeLinkKeys({ linkSecrets }, pages.ledger);
    assert.ok(keys.read('pay', link.split('/').at(-1)!, Date.UTC(2026, 10, 23)));
  });

  it('opened by a machine that previews it, asks for nothing and changes nothing', async () => {
    const link = await pages.anOpenDebt('in_preview');
    const before = pages.stripe.requests.length;
    const head = await open(link, { method: 'HEAD' });
    assert.deepEqual([head.status, pages.stripe.requests.length], [200, before]);
    pages.stripe.state.invoices['in_preview']!.hosted_invoice_url = null;
    await open(link, { headers: { 'user-agent': 'WhatsApp/2.24' } });
    assert.equal(asked('POST', /./), 0);
  });

  it('without a page at Stripe, a button opens the portal, which leads back here', async () => {
    const link = await pages.anOpenDebt('in_portal');
    pages.stripe.state.invoices['in_portal']!.hosted_invoice_url = null;
    assert.match(await (await open(link)).text(), /<form method="post">/);
    assert.equal(asked('POST', /billing_portal/), 0);
    const answer = await open(link, { method: 'POST' });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location')!, /^https:\/\/billing\.stripe\.com\/p\/session\//);
    assert.match(await (await open(`${link}?card=saved`)).text(), /Your payment details were saved/);
  });

  it('with ?card offers the portal although the invoice has a page', async () => {
    const link = await pages.anOpenDebt('in_card');
    assert.match(await (await open(`${link}?card`)).text(), /Update your payment details/);
  });

  it('of an order whose money is on its way leads nowhere: nobody pays twice', async () => {
    pages.stripe.createCustomer({ id: 'cus_bank' });
    const order = pages.stripe.createOrder({
      customer: 'cus_bank',
      amount: 4900,
      currency: 'eur',
      checkout: true,
    });
    const link = await pages.anOpenDebt(order.id, { kind: 'order', customerId: 'cus_bank' });
    order.status = 'processing';
    const answer = await open(link);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /<h1>Your payment is on its way<\/h1>/);
  });

  it('of an order leads to its checkout', async () => {
    pages.stripe.createCustomer({ id: 'cus_order' });
    const { id } = pages.stripe.createOrder({
      customer: 'cus_order',
      amount: 4500,
      currency: 'eur',
      checkout: true,
    });
    const link = await pages.anOpenDebt(id, { kind: 'order', customerId: 'cus_order' });
    assert.equal((await open(link)).headers.get('location'), pages.stripe.state.sessions[id]!.url);
  });

  it('while Stripe is away asks for patience, and says when to come back', async () => {
    const link = await pages.anOpenDebt('in_away');
    pages.stripe.setFault({ kind: 'status', status: 500 });
    const answer = await open(link);
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '60']);
  });

  it('has enough after 60 visits a minute of one visitor, and 30 in ten minutes of one link', async () => {
    const link = await pages.anOpenDebt('in_often');
    const statuses = [];
    for (let visit = 0; visit < 31; visit += 1) statuses.push((await open(link)).status);
    assert.deepEqual([statuses.indexOf(429), statuses.length], [30, 31]);
    const guesses = [];
    for (let guess = 0; guess < 61; guess += 1) {
      // What a visitor writes before the proxy's own entry does not count.
      const headers = { 'x-forwarded-for': `10.0.0.${guess}, 203.0.113.7` };
      guesses.push((await open(`${pages.url}/pay/${guess}`, { headers })).status);
    }
    assert.deepEqual([guesses[59], guesses[60]], [404, 429]);
  });

  it('is never logged: whoever has it could open it', async () => {
    const link = await pages.anOpenDebt('in_logged');
    await open(link);
    const token = link.split('/').at(-1)!;
    assert.ok(pages.lines.some((line) => line.includes('in_logged')));
    assert.deepEqual(
      pages.lines.filter((line) => line.includes(token)),
      [],
    );
  });
});
