import assert from 'node:assert/strict';
import type { Lab } from '../support/lab.ts';
import { anInvoice, aNumber, failPayment, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const WHOLE = ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice', 'day 14 suspension'];

(hasTestServer ? describe : describe.skip)('the offer of the day-14 message', function () {
  this.timeout(60_000);

  describe('WINBACK_OFFER=20%,14d', () => {
    const lab = useLab({
      WINBACK_OFFER: '20%,14d',
      DEFAULT_TIME_ZONE: 'America/New_York',
      CONTACT_WINDOW: 'off',
    });

    it('to a customer who agreed: a code of their own, for one use, valid to the end of the printed day', async () => {
      const story = await failPayment(lab(), anAgreeing(lab()));
      await story.skipToDay(14.5);
      assert.deepEqual(await story.log(), WHOLE);
      const [promotion, ...others] = codes(lab());
      assert.deepEqual(others, []);
      const { customer } = lab().stripe.state.invoices[story.invoiceId]!;
      assert.equal(promotion!.customer, customer);
      assert.equal(promotion!.max_redemptions, 1);
      assert.deepEqual(promotion!.promotion, { type: 'coupon', coupon: 'recoup-winback-20' });
      const end = new Date(promotion!.expires_at! * 1000);
      const shown = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'America/New_York' });
      const text = await story.textOf('suspension');
      assert.ok(
        text.includes(`the code ${promotion!.code} gives you 20% off until ${shown.format(end)}.`),
        text,
      );
      const clock = { timeStyle: 'medium', timeZone: 'America/New_York' } as const;
      assert.equal(new Intl.DateTimeFormat('en-GB', clock).format(end), '23:59:59');
      assert.match(text, /Reply STOP/);
    });

    it('to one who never agreed: the plain notice, and Stripe is not asked for anything', async () => {
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(14.5);
      assert.deepEqual(await story.log(), WHOLE);
      await assertPlain(story);
      assert.deepEqual(writes(lab()), []);
    });

    it('the coupon is made once for all customers, and one customer has one code at a time', async () => {
      const { customer } = lab().stripe.state.invoices[anAgreeing(lab())]!;
      const first = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
      await first.skipToDay(1);
      const second = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
      const other = await failPayment(lab(), anAgreeing(lab()));
      await other.skipToDay(18);
      assert.deepEqual(Object.keys(lab().stripe.state.coupons), ['recoup-winback-20']);
      const told = await Promise.all([first, second, other].map((story) => codeTold(lab(), story)));
      assert.equal(told[0], told[1]);
      assert.deepEqual(
        codes(lab()).map(({ code }) => code),
        [told[0], told[2]],
      );
    });

    for (const [what, fault] of [
      ['refuses the key', { kind: 'status', status: 403 }],
      ['does not offer it', { kind: 'status', status: 404 }],
      ['answers 501', { kind: 'status', status: 501 }],
      ['does not answer', { kind: 'hang' }],
    ] as const) {
      it(`Stripe ${what}: the plain notice goes out all the same`, async () => {
        const story = await failPayment(lab(), anAgreeing(lab()));
        lab().stripe.setFault({ ...fault, path: /promotion_codes|coupons/ });
        await story.skipToDay(14.5);
        await story.untilSent(4);
        assert.deepEqual(await story.log(), WHOLE);
        await assertPlain(story);
      });
    }

    it('the answer to the code is lost: the notice is plain, and whatever Stripe made is told to nobody', async () => {
      const story = await failPayment(lab(), anAgreeing(lab()));
      lab().stripe.setFault({ kind: 'lost', path: /promotion_codes/, method: 'POST' });
      await story.skipToDay(14.5);
      assert.deepEqual(await story.log(), WHOLE);
      await assertPlain(story);
      assert.ok(codes(lab()).length <= 1);
    });

    it('WhatsApp is away for a while on day 14: one code, the same in the end', async () => {
      const story = await failPayment(lab(), anAgreeing(lab()));
      await story.skipToDay(13.9);
      lab().rapiwa.setAnswer('rate_limited', { times: 2 });
      await story.skipToDay(14.5);
      assert.equal(codes(lab()).length, 1);
      assert.equal(await codeTold(lab(), story), codes(lab())[0]!.code);
    });
  });

  describe('a coupon of one’s own', () => {
    const lab = useLab({ WINBACK_OFFER: '25%,7d,COMEBACK' });

    it('is used as it is', async () => {
      coupon(lab(), 25);
      const story = await failPayment(lab(), anAgreeing(lab(), 'UTC'));
      await story.skipToDay(14.1);
      assert.deepEqual(codes(lab())[0]!.promotion, { type: 'coupon', coupon: 'COMEBACK' });
      assert.match(await story.textOf('suspension'), /25% off/);
    });

    it('that gives another percentage than the text would promise is not used', async () => {
      coupon(lab(), 10);
      const story = await failPayment(lab(), anAgreeing(lab(), 'UTC'));
      await story.skipToDay(14.1);
      assert.deepEqual(await story.log(), WHOLE);
      await assertPlain(story);
    });
  });
});

/** An invoice of a customer who agreed to offers. */
function anAgreeing(lab: Lab, timeZone = 'America/New_York'): string {
  const whatsappPhone = aNumber();
  const { id } = lab.stripe.createCustomer({
    name: 'Maria Silva',
    whatsappPhone,
    marketingConsent: true,
    timeZone,
  });
  return anInvoice(lab, {}, { customer: id });
}

function coupon({ stripe }: Lab, percent: number): void {
  const terms = { object: 'coupon', duration: 'once', name: null, valid: true } as const;
  stripe.state.coupons['COMEBACK'] = { ...terms, id: 'COMEBACK', percent_off: percent };
}

function codes({ stripe }: Lab) {
  return Object.values(stripe.state.promotionCodes);
}

function writes({ stripe }: Lab): string[] {
  return stripe.requests.filter(({ path }) => /coupon|promotion/.test(path)).map(({ path }) => path);
}

async function codeTold({ database }: Lab, { invoiceId }: Story): Promise<string | null> {
  const row = await database.db
    .selectFrom('deliveries')
    .select('message')
    .where('debt_id', '=', invoiceId)
    .where('step', '=', 'suspension')
    .executeTakeFirst();
  return /the code (\S+) gives/.exec(row?.message ?? '')?.[1] ?? null;
}

async function assertPlain(story: Story): Promise<void> {
  const text = await story.textOf('suspension');
  assert.match(text, /Your access is now paused/);
  assert.doesNotMatch(text, /code|off until/);
}
