import assert from 'node:assert/strict';
import { chargebeeAsSource, startChargebeeSimulator, type ChargebeeSimulator } from '../simulators/index.ts';
import { eventually } from '../support/eventually.ts';
import { useLab } from '../support/story.ts';
import { failAt, type SourceStory } from './source-story.ts';

const SITE = { apiKey: 'test_of_the_lab', username: 'recoup', password: 'password of the lab' };

describe('an invoice at Chargebee', () => {
  let chargebee: ChargebeeSimulator;
  let now = () => new Date();
  const lab = useLab(async () => {
    now = () => new Date();
    chargebee = await startChargebeeSimulator({ ...SITE, now: () => now() });
    return {
      CHARGEBEE_SITE: 'northwind-test',
      CHARGEBEE_API_KEY: SITE.apiKey,
      CHARGEBEE_WEBHOOK_USERNAME: SITE.username,
      CHARGEBEE_WEBHOOK_PASSWORD: SITE.password,
      CHARGEBEE_API_BASE: chargebee.url,
    };
  });
  beforeEach(() => void (now = () => lab().clock.date()));
  afterEach(() => chargebee.close());

  const fail = () => failAt(lab(), 'chargebee', chargebeeAsSource(chargebee));
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
