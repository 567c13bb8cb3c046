import assert from 'node:assert/strict';
import { paypalAsSource, startPaypalSimulator, type PaypalSimulator } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';
import { useLab } from '../support/story.ts';
import { failAt, type SourceStory } from './source-story.ts';

const ACCOUNT = { clientId: 'client-of-the-lab', clientSecret: 'secret-of-the-lab', webhookId: 'WH-LAB' };

describe('a subscription at PayPal', () => {
  let paypal: PaypalSimulator;
  let now = () => new Date();
  const lab = useLab(async () => {
    now = () => new Date();
    paypal = await startPaypalSimulator({ ...ACCOUNT, now: () => now() });
    return {
      PAYPAL_CLIENT_ID: ACCOUNT.clientId,
      PAYPAL_CLIENT_SECRET: ACCOUNT.clientSecret,
      PAYPAL_WEBHOOK_ID: ACCOUNT.webhookId,
      PAYPAL_API_BASE: paypal.url,
    };
  });
  beforeEach(() => void (now = () => lab().clock.date()));
  afterEach(() => paypal.close());

  const fail = () =>
    failAt(
      lab(),
      'paypal',
      paypalAsSource(paypal, () => now()),
    );
  const subscriptionOf = ({ debtId }: SourceStory) => debtId.split(':')[0]!;
  const untilSent = (story: SourceStory, count: number) =>
    eventually(`${count} messages`, async () => (await story.log()).length >= count);

  it('fails on day 0 and again on day 5, is asked for once a step, and is paid on day 8', async () => {
    const story = await fail();
    await story.skipToDay(5);
    paypal.failPayment(subscriptionOf(story));
    await story.untilRelayed();
    await story.skipToDay(8);
    await untilSent(story, 3);
    await story.pay();
    const ending = { run: 'COMPLETED', outcome: 'recovered', access: 'active' };
    assert.deepEqual(await story.ending(), ending);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 8 confirmation',
    ]);
    const recoveries = await lab().database.db.selectFrom('recoveries').select('debt_id').execute();
    assert.deepEqual(recoveries, [{ debt_id: story.debtId }]);
    assert.match(story.texts()[0]!, /\$19\.99/);
    // The first delivery finds no certificate; PayPal brings it again.
    assert.deepEqual(new Set(paypal.deliveries.map(({ status }) => status)), new Set([503, 200]));
  });

  it('is told as paid before it is told as failed: nobody is asked', async () => {
    const webhooks = `${lab().url}/webhooks/paypal`;
    const { id } = paypal.createSubscription({ customId: 'whatsapp_phone=%2B233245551999' });
    const failed = paypal.failPayment(id);
    paypal.setWebhookUrl(webhooks);
    paypal.payAll(id);
    await paypal.untilDelivered();
    assert.equal((await paypal.deliver(failed, webhooks)).status, 200);
    const outcome = await eventually('its outcome', async () => {
      const row = await lab().database.db.selectFrom('recoveries').select('outcome').executeTakeFirst();
      return row?.outcome;
    });
    assert.deepEqual([outcome, lab().rapiwa.messages], ['recovered', []]);
  });

  it('is not paid until day 20: access is suspended on day 14, and given back', async () => {
    const story = await fail();
    await story.skipToDay(12);
    paypal.rollOver(subscriptionOf(story));
    await story.skipToDay(20);
    await untilSent(story, 4);
    assert.equal(await lab().database.ledger.isSuspended({ source: 'paypal', debtId: story.debtId }), true);
    await story.pay();
    const ending = { run: 'COMPLETED', outcome: 'recovered_late', access: 'active' };
    assert.deepEqual(await story.ending(), ending);
    assert.deepEqual(await story.log(), [
      'day 0 first_notice',
      'day 3 second_notice',
      'day 7 final_notice',
      'day 14 suspension',
      'day 20 confirmation',
    ]);
  });
});
