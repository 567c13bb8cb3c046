import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { anInvoice, failPayment, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const PUBLIC_URL = 'http://127.0.0.1:1';

(hasTestServer ? describe : describe.skip)('a customer who wants no more e-mail', function () {
  this.timeout(60_000);
  const lab = useLab({ PUBLIC_URL }, { email: true });

  /** The link in the header of the last mail, at the address where this lab really listens. */
  function link(): string {
    const [header = ''] = lab().smtp.mails.at(-1)?.unsubscribe ?? [];
    const path = /^List-Unsubscribe: <http:\/\/127\.0\.0\.1:1\/(unsubscribe\/[\w-]+)>, <mailto:/.exec(
      header,
    )?.[1];
    assert.ok(path, `no link in "${header}"`);
    return `${lab().url}/${path}`;
  }

  it('pressed on day 1: no mail on day 3, 7 or 14; a look at the page alone changes nothing', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { whatsappPhone: null }));
    await story.untilSent(1);
    assert.match(await (await fetch(link())).text(), /Stop these e-mails/);
    await story.skipToDay(3.1);
    await story.untilSent(2);
    const body = 'List-Unsubscribe=One-Click';
    for (let times = 0; times < 2; times += 1) {
      const answer = await fetch(link(), { method: 'POST', body });
      assert.equal(answer.status, 200);
    }
    await story.skipToDay(8);
    await story.untilAsleep();
    assert.deepEqual(await story.log(), ['day 0 first_notice by email', 'day 3 second_notice by email']);
    assert.deepEqual(await notes(story.invoiceId), ['final_notice skipped: opted_out']);
  });

  it('a link that is none is refused, and tells nothing', async () => {
    const answer = await fetch(`${lab().url}/unsubscribe/AQAAAAAAAAAAAAAAAAAAAAAAAAAA`, { method: 'POST' });
    assert.equal(answer.status, 404);
  });

  async function notes(debtId: string): Promise<string[]> {
    const { db } = lab().database;
    const { rows } = await sql<{ step: string; note: string }>`
      select step, note from step_notes where debt_id = ${debtId} order by first_at`.execute(db);
    return rows.map(({ step, note }) => `${step} ${note}`);
  }
});
