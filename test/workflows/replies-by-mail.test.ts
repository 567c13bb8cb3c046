import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { aNumber, anInvoice, failPayment, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const TEAM = 'team@northwind.example';

(hasTestServer ? describe : describe.skip)('a reply where the team has a mailbox and no Slack', function () {
  this.timeout(40_000);
  const lab = useLab({ SUPPORT_CONTACT: TEAM }, { email: true });
  const toTeam = () => lab().smtp.mails.filter(({ to }) => to === TEAM);

  it('on day 1 reaches it with its words, what is owed and what was sent; once, also after the mail server was away', async () => {
    const number = aNumber();
    const invoice = anInvoice(lab(), { whatsappPhone: number, name: 'Maria Silva' });
    const story = await failPayment(lab(), invoice);
    await story.untilSent(1);
    await story.skipToDay(1);
    lab().smtp.setAnswer('drop_before_data', { times: 1 });
    await lab().rapiwa.emitReply({ from: number, text: 'Is this <b>really</b> mine?' });
    await eventually('the mail', () => toTeam().length > 0);
    await story.skipToDay(1.5);
    const [mail, ...others] = toTeam();
    assert.deepEqual(others, []);
    assert.match(mail!.subject, /^recoup: Maria Silva \(cus_\w+\) replied$/);
    assert.match(mail!.text, /^> Is this <b>really<\/b> mine\?$/m);
    assert.match(mail!.html, /&lt;b>really&lt;\/b>/);
    assert.match(mail!.text, new RegExp(`${invoice}\\): 19\\.99 USD, open`));
    assert.match(mail!.text, /first_notice \(whatsapp, \w+\)\n> Hello Maria Silva/);
    assert.match(mail!.text, /Reminders wait until .* \(reply\)/);
    assert.match(mail!.text, /replies release \S+ --by <you>/);
    assert.ok(!`${mail!.subject}${mail!.text}`.includes(number.slice(1)), 'no digit of the number');
  });
});
