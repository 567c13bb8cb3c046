import assert from 'node:assert/strict';
import { chargebeeAsSource, startChargebeeSimulator, type ChargebeeSimulator } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';
import { openLab, type Lab } from '../support/lab.ts';
import { skipToMonday } from '../support/story.ts';
import { stopTemporal } from '../support/temporal.ts';
import { failAt, type SourceStory } from './source-story.ts';

const SITE = { apiKey: 'test_of_the_lab', username: 'recoup', password: 'password of the lab' };

describe('an invoice at Chargebee', () => {
  let lab: Lab;
  let chargebee: ChargebeeSimulator;
  beforeEach(async () => {
    chargebee = await startChargebeeSimulator({ ...SITE, now: () => (lab ? lab.clock.date() : new Date()) });
    lab = await openLab({
      RAPIWA_MIN_GAP_MS: '0',
      CHARGEBEE_SITE: 'northwind-test',
      CHARGEBEE_API_KEY: SITE.apiKey,
      CHARGEBEE_WEBHOOK_USERNAME: SITE.username,
      CHARGEBEE_WEBHOOK_PASSWORD: SITE.password,
      CHARGEBEE_API_BASE: chargebee.url,
    });
    await skipToMonday(lab);
  });
  afterEach(async function () {
    await chargebee.close();
    await lab.close();
    if (this.currentTest?.state === 'failed') await stopTemporal();
  });

  const fail = () => failAt(lab, 'chargebee', chargebeeAsSource(chargebee));
  const untilSent = (story: SourceStory, count: number) =>
    eventually(`${count} messages`, async () => (await story.log()).length >= count);

  it('fails on day 0, is asked for twice and paid in two parts by day 5', async () => {
    const story = await fail();
    await untilSent(story, 1);
    await story.skipToDay(2);
    chargebee.payInvoice(story.debtId, 900);
    await story.untilRelayed();
    await story.skipToDay(5);
    await untilSent(story, 2);
    await story.pay();
    const ending = { run: 'COMPLETED', outcome: 'recovered', access: 'active' };
    assert.deepEqual(await story.ending(), ending);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice', 'day 5 confirmation']);
    const [first, second] = story.texts();
    assert.match(first!, /\$19\.99[^]*\/pages\/v3\/\w+\/collect_now|\$19\.99[^]*\/pay\//);
    assert.match(second!, /\$10\.99/);
  });
});
