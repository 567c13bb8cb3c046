import assert from 'node:assert/strict';
import { setUpHubspot } from '../../src/adapters/hubspot/setup.ts';
import { startHubspotSimulator, type HubspotSimulator } from '../simulators/index.ts';
import { startCrmReceiver, type CrmReceiver } from '../support/crm-receiver.ts';
import { STEP_IDS } from '../support/standard-sequence.ts';
import { reconcileOnce, reportOf } from '../support/reconciling.ts';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';

const TOKEN = 'pat-lab';

describe('two CRMs, HubSpot and a webhook', () => {
  let hubspot: HubspotSimulator;
  let webhook: CrmReceiver;
  const lab = useLab(async () => {
    hubspot = await startHubspotSimulator({ token: TOKEN });
    webhook = await startCrmReceiver();
    await setUpHubspot({ token: TOKEN, baseUrl: new URL(hubspot.url), steps: STEP_IDS, now: Date.now });
    return { HUBSPOT_TOKEN: TOKEN, HUBSPOT_BASE_URL: hubspot.url, ...webhook.env };
  });
  afterEach(async () => {
    await webhook.close();
    await hubspot.close();
  });

  const status = () => hubspot.contacts[0]?.properties['recoup_status'];
  const noted = () => hubspot.notes.map(({ text }) => text.replace(/^Payment recovery: | · .*$/g, ''));

  it('paid on day 5: both hear of each step in its order, and of the end', async () => {
    const invoice = anInvoice(lab(), { email: 'maria@example.com' });
    const story = await failPayment(lab(), invoice);
    await story.untilSent(1);
    await story.skipToDay(5);
    await pay(lab(), story);
    await story.ending();
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 5 confirmation']);
    assert.deepEqual(webhook.taken, [
      `${invoice} first_notice #1`,
      `${invoice} second_notice #2`,
      `${invoice} recovered #3`,
    ]);
    assert.deepEqual([noted(), status()], [['first notice', 'second notice', 'recovered'], 'recovered']);
    assert.equal(hubspot.contacts[0]?.properties['email'], 'maria@example.com');
    assert.equal(hubspot.contacts[0].properties['recoup_amount_due'], '0');
  });

  it('HubSpot is out on day 3: the notice goes out on time, the webhook hears of it, HubSpot is told afterwards', async () => {
    const invoice = anInvoice(lab());
    const story = await failPayment(lab(), invoice);
    await story.untilSent(1);
    await story.untilAsleep();
    hubspot.setFault({ kind: 'status', status: 503 });
    await story.skipToDay(3.1);
    await story.untilSent(2);
    await story.untilAsleep();
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    assert.deepEqual(webhook.taken, [`${invoice} first_notice #1`, `${invoice} second_notice #2`]);
    assert.equal(status(), 'first_notice');
    assert.equal(reportOf(await reconcileOnce(lab()), 'crm').left, 1);
    hubspot.setFault(null);
    assert.equal(reportOf(await reconcileOnce(lab()), 'crm').repaired, 1);
    assert.deepEqual([noted(), status()], [['first notice', 'second notice'], 'second_notice']);
    assert.equal(reportOf(await reconcileOnce(lab()), 'crm').looked, 0);
  });
});
