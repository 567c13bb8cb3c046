import assert from 'node:assert/strict';
import { composeLinkKeys } from '../../src/compose/links.ts';
import { makePhoneLinks } from '../../src/operator/phone-links-verb.ts';
import { createStripeAccount } from '../../src/adapters/stripe/account.ts';
import { openPages, NOW, type OpenPages } from './open-pages.ts';
import { asNewVisitors } from './visitors.ts';

const NUMBER = '+41791234567';
const GOOD = { country: 'CH', phone: '079 123 45 67', notices: 'yes' };

describe('the page on which a customer adds a number', function () {
  this.timeout(20_000);
  let pages: OpenPages;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());
  beforeEach(() => pages.setDay(0));
  afterEach(() => pages.stripe.setFault(null));

  const open = asNewVisitors();
  const send = (link: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    open(link, { method: 'POST', body: new URLSearchParams(fields), headers });
  const linkFor = async (customerId: string, days = 30) => {
    const keys = await composeLinkKeys(pages.config, pages.ledger);
    const subject = Buffer.from(`stripe:${customerId}`);
    return `${pages.url}/phone/${keys.sign('phone', subject, NOW + days * 86_400_000)}`;
  };
  const aCustomer = async (more: Parameters<typeof pages.stripe.createCustomer>[0] = {}) => {
    const { id } = pages.stripe.createCustomer({ name: 'Maria Silva', ...more });
    return { id, link: await linkFor(id) };
  };
  const metadataOf = (id: string) => {
    const customer = pages.stripe.state.customers[id]!;
    return 'deleted' in customer ? {} : customer.metadata;
  };
  const consentsOf = (id: string) =>
    pages.ledger.db
      .selectFrom('consents')
      .select(['source', 'kind', 'is_given', 'wording', 'phone_hash', 'at'])
      .where('customer_id', '=', id)
      .orderBy('id')
      .execute();

  it('asks with nothing ticked, in the customer’s country, and shows nobody’s name', async () => {
    const { link } = await aCustomer({ country: 'CH' });
    const answer = await open(link);
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(text, /<option value="CH" selected>Switzerland \(\+41\)<\/option>/);
    assert.doesNotMatch(text, /checked|Maria Silva/);
    assert.match(text, /autocomplete="tel"/);
  });

  it('without an address, begins with the region of the browser’s language', async () => {
    const { link } = await aCustomer();
    const text = await (await open(link, { headers: { 'accept-language': 'pt-BR,pt;q=0.9' } })).text();
    assert.match(text, /<option value="BR" selected>/);
  });

  it('keeps number and consents: at Stripe, and in the record with words, moment and hash', async () => {
    const { id, link } = await aCustomer();
    const answer = await send(link, { ...GOOD, offers: 'yes' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '?saved']);
    assert.deepEqual(metadataOf(id), { whatsapp_phone: NUMBER, whatsapp_marketing_consent: 'yes' });
    const rows = await consentsOf(id);
    assert.deepEqual(
      rows.map(({ source, kind, is_given, at }) => [source, kind, is_given, at]),
      [
        ['stripe', 'notices', true, new Date(NOW).toISOString()],
        ['stripe', 'offers', true, new Date(NOW).toISOString()],
      ],
    );
    assert.match(
      rows[0]!.wording,
      /^phone page: Yes, Northwind <Coffee> & Co may send me notices .* STOP\.$/,
    );
    assert.match(rows[0]!.phone_hash, /^[0-9a-f]{64}$/);
    assert.match(await (await open(`${link}?saved`)).text(), /Thank you, it is saved/);
  });

  it('sent twice, records once; the step that reads it from Stripe adds no second record', async () => {
    const { id, link } = await aCustomer();
    await send(link, GOOD);
    await send(link, GOOD);
    const [row] = await consentsOf(id);
    const { input } = await pages.ledger.ledger
      .findRecovery({ source: 'stripe', debtId: await debtOf(id) })
      .then((record) => record!);
    await pages.ledger.ledger.recordContact({
      debt: input,
      customerId: id,
      phoneHash: row!.phone_hash,
      marketingConsent: false,
      now: new Date(NOW).toISOString(),
    });
    assert.deepEqual(
      (await consentsOf(id)).map(({ kind }) => kind),
      ['notices'],
    );
    assert.deepEqual(metadataOf(id), { whatsapp_phone: NUMBER, whatsapp_marketing_consent: 'no' });
  });

  const debtOf = async (customerId: string): Promise<string> => {
    const debtId = `in_of_${customerId}`;
    await pages.anOpenDebt(debtId, { customerId });
    return debtId;
  };

  it('says at each field what is missing, keeps what was typed, and writes nothing', async () => {
    const { id, link } = await aCustomer();
    const cases: [Record<string, string>, RegExp[]][] = [
      [{}, [/Enter your mobile number/, /Tick this box/]],
      [{ ...GOOD, phone: '12' }, [/This is not a mobile number we can use/, /value="12"/]],
      [{ ...GOOD, country: '' }, [/begin with \+ and the country code/]],
      [{ ...GOOD, notices: '' }, [/Tick this box/, /value="079 123 45 67"/]],
      [{ ...GOOD, phone: '"><script>' }, [/value="&quot;&gt;&lt;script&gt;"/]],
    ];
    for (const [fields, expected] of cases) {
      const answer = await send(link, fields);
      const text = await answer.text();
      assert.equal(answer.status, 422);
      for (const pattern of expected) assert.match(text, pattern);
      assert.match(text, /aria-invalid="true"/);
    }
    assert.deepEqual([metadataOf(id), await consentsOf(id)], [{}, []]);
  });

  it('takes a number in any way people write it', async () => {
    for (const [phone, country] of [
      ['+41 79 123 45 67', ''],
      ['0041791234567', 'DE'],
      ['٠٧٩١٢٣٤٥٦٧', 'CH'],
    ]) {
      const { id, link } = await aCustomer();
      assert.equal((await send(link, { ...GOOD, phone: phone!, country: country! })).status, 303);
      assert.equal(metadataOf(id)['whatsapp_phone'], NUMBER);
    }
  });

  it('never shows or replaces a number that is there: who finds a link cannot turn the notices elsewhere', async () => {
    const { id, link } = await aCustomer({ whatsappPhone: '+14155550123' });
    for (const answer of [await open(link), await send(link, GOOD)]) {
      const text = await answer.text();
      assert.match(text, /A number is there already/);
      assert.doesNotMatch(text, /0123/);
    }
    assert.equal(metadataOf(id)['whatsapp_phone'], '+14155550123');
    assert.deepEqual(await consentsOf(id), []);
  });

  it('expired, made up, of another purpose, or of a deleted customer: the same page', async () => {
    const { id } = await aCustomer();
    const gone = await aCustomer();
    pages.stripe.deleteCustomer(gone.id);
    const payToken = (await pages.anOpenDebt('in_other_door')).split('/').at(-1)!;
    const late = await linkFor(id, -1);
    const bodies = [];
    for (const link of [
      late,
      gone.link,
      `${pages.url}/phone/${payToken}`,
      `${pages.url}/phone/${'A'.repeat(30)}`,
    ]) {
      const answer = await open(link);
      assert.equal(answer.status, 404);
      bodies.push(await answer.text());
      assert.equal((await send(link, GOOD)).status, 404);
    }
    assert.equal(new Set(bodies).size, 1);
  });

  it('takes nothing that another site sent', async () => {
    const { id, link } = await aCustomer();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
      assert.equal((await send(link, GOOD, headers)).status, 404);
    assert.deepEqual(metadataOf(id), {});
    const own = { 'sec-fetch-site': 'same-origin', origin: 'null' };
    assert.equal((await send(link, GOOD, own)).status, 303);
  });

  it('while Stripe does not take it, says so; the consent stays, and sending again completes it', async () => {
    const { id, link } = await aCustomer();
    pages.stripe.setFault({ kind: 'status', status: 500, method: 'POST' });
    assert.equal((await send(link, GOOD)).status, 503);
    pages.stripe.setFault(null);
    assert.equal((await send(link, GOOD)).status, 303);
    assert.equal(metadataOf(id)['whatsapp_phone'], NUMBER);
    assert.equal((await consentsOf(id)).length, 1);
  });

  it('refuses what is longer than a form, and what is none', async () => {
    const { link } = await aCustomer();
    const long = await send(link, { ...GOOD, more: 'x'.repeat(9_000) }).catch(() => null);
    assert.ok(long === null || long.status === 422);
    const json = {
      method: 'POST',
      body: JSON.stringify(GOOD),
      headers: { 'content-type': 'application/json' },
    };
    assert.equal((await open(link, json)).status, 422);
  });

  it('logs neither number nor link', async () => {
    const { link } = await aCustomer();
    await send(link, GOOD);
    const all = pages.lines.join('\n');
    for (const secret of ['79123', '79 123', link.split('/').at(-1)!])
      assert.ok(!all.includes(secret), secret);
  });

  it('gets its links from `recoup phone-links`: for those without a number, without personal data', async () => {
    const [without, having, gone] = [
      await aCustomer(),
      await aCustomer({ whatsappPhone: '+14155550123' }),
      await aCustomer(),
    ];
    pages.stripe.deleteCustomer(gone.id);
    const keys = await composeLinkKeys(pages.config, pages.ledger);
    const { stripe } = pages.config;
    const account = createStripeAccount({ apiKey: stripe!.secretKey, apiBase: stripe!.apiBase });
    const { text } = await makePhoneLinks(
      {
        billing: { stripe: account.billing },
        linkTo: ({ source, customerId }, expiresMs) =>
          `${pages.url}/phone/${keys.sign('phone', Buffer.from(`${source}:${customerId}`), expiresMs)}`,
        nowMs: NOW,
      },
      [without, having, gone].map(({ id }) => ({ source: 'stripe', customerId: id })),
    );
    const [heading, row, ...more] = text.split('\n');
    assert.deepEqual([heading, more], ['source,customer_id,link,good_until', []]);
    const [source, customer, link, goodUntil] = row!.split(',');
    assert.deepEqual([source, customer, goodUntil], ['stripe', without.id, '2026-12-23']);
    assert.equal((await open(link!)).status, 200);
  });

  it('the customers asked now are those of open recoveries, each once', async () => {
    const { id } = await aCustomer();
    await pages.anOpenDebt('in_twice_1', { customerId: id });
    await pages.anOpenDebt('in_twice_2', { customerId: id });
    const found = await pages.ledger.ledger.customersOfOpenRecoveries();
    assert.equal(found.filter(({ customerId }) => customerId === id).length, 1);
  });
});
