import assert from 'node:assert/strict';
import { pino } from 'pino';
import { composeOperatorDesk } from '../../src/compose/operator-desk.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { listReplies, releaseReply } from '../../src/operator/replies-verbs.ts';
import { eventually } from '../support/eventually.ts';
import { aNumber, anInvoice, failPayment, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('the team, and what customers reply', function () {
  this.timeout(40_000);
  const lab = useLab({ TEMPORAL_UI_URL: 'https://temporal.example' }, { slack: true });
  const reply = (from: string, text: string) => lab().rapiwa.emitReply({ from, text });
  const told = () => lab().slack.posts.map(({ text }) => text);

  async function aCustomer(): Promise<{ readonly number: string; readonly story: Story }> {
    const number = aNumber();
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: number, name: 'Maria Silva' }));
    await story.untilSent(1);
    return { number, story };
  }

  it('sees who wrote, what is owed, what was sent and where to look, although Slack was down; once', async () => {
    const { number, story } = await aCustomer();
    lab().slack.setFault({ kind: 'status', status: 503, times: 1 });
    await reply(number, 'HELP <!channel>');
    await eventually('a try', () => lab().slack.requests() === 1);
    await story.skipToDay(0.1);
    await eventually('Slack is told', () => told().length === 1);
    const said = JSON.stringify(lab().slack.posts[0]!.blocks);
    assert.match(said, /Maria Silva \(cus_\w+\) asks for help\*\\n>HELP &lt;!channel&gt;/);
    assert.match(
      said,
      new RegExp(`\\(${story.invoiceId}\\): 19\\.99 USD, failed on 2\\d{3}-\\d\\d-\\d\\d, open`),
    );
    assert.match(said, /first_notice \(whatsapp, sent\)_\\n>Hello Maria Silva, /);
    assert.ok(
      said.includes(
        `https://temporal.example/namespaces/default/workflows/recovery%3Astripe%3A${story.invoiceId}`,
      ),
    );
    assert.ok(said.includes(`https://dashboard.stripe.com/test/invoices/${story.invoiceId}`));
    await reply('+14155550999', 'a stranger');
    assert.equal(told().length, 1);
  });

  it('"I already paid": the invoice is read at once, and only what the processor says closes it', async () => {
    const { number, story } = await aCustomer();
    const { number: other, story: unpaid } = await aCustomer();
    lab().stripe.payInvoiceSilently(story.invoiceId);
    await reply(number, 'I already paid');
    await reply(other, 'I already paid');
    assert.equal((await story.ending()).outcome, 'recovered');
    await eventually('Slack is told', () => told().length === 2);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 0 confirmation']);
    assert.equal((await unpaid.status()).outcome, null);
    assert.equal((await unpaid.status()).hold, 'reply');
  });

  it('hears of a promise that was not kept the day after, and of none that was', async () => {
    const { number, story } = await aCustomer();
    const { number: other, story: kept } = await aCustomer();
    await reply(number, "I'll pay tomorrow");
    await reply(other, "I'll pay tomorrow");
    await kept.skipToDay(1);
    lab().stripe.payInvoiceSilently(kept.invoiceId);
    await story.skipToDay(2.1);
    assert.equal((await kept.ending()).outcome, 'recovered');
    await eventually('Slack is told', () => told().some((text) => text.includes('still unpaid')));
    await story.skipToDay(2.9);
    assert.equal(told().filter((text) => text.includes('still unpaid')).length, 1);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
  });

  it('lists replies, and lets the reminders of one go on', async () => {
    const { number, story } = await aCustomer();
    await reply(number, 'This is fraud');
    await story.untilStatus('the hold', ({ hold }) => hold === 'dispute');
    const desk = await composeOperatorDesk(
      { DATABASE_URL: lab().config.databaseUrl },
      pino({ level: 'silent' }),
    );
    const now = toInstant(await lab().clock.now());
    const list = await listReplies(desk.replies, now);
    assert.match(
      list.text,
      new RegExp(`cus_\\w+  ${story.invoiceId}  dispute  dispute until released  This is fraud`),
    );
    const { replies } = list.data as { replies: { replyId: string }[] };
    const { text } = await releaseReply(desk.replies, { replyId: replies[0]!.replyId, actor: 'ana', now });
    assert.match(text, new RegExp(`holds nothing any more. ${story.invoiceId} go on`));
    await story.untilStatus('no hold', ({ hold }) => hold === null);
    await assert.rejects(releaseReply(desk.replies, { replyId: '999', actor: 'ana', now }), /no reply 999/);
    await desk.close();
    await story.skipToDay(4);
    assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
  });
});
