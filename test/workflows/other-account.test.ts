import assert from 'node:assert/strict';
import { capturedLogger } from '../adapters/captured-logger.ts';
import { reconcileOnce, reportOf } from '../support/reconciling.ts';
import { anInvoice, failPayment, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('a valid key of another Stripe account', function () {
  this.timeout(60_000);
  const { log, lines } = capturedLogger();
  const lab = useLab({}, { log });
  beforeEach(() => void lines.splice(0));

  it('from day 1 to day 5: no recovery ends, staff are told why, and after the repair it goes on', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    await story.skipToDay(1);
    const nothingIsThere = /^\/v1\/(invoices|customers)\/./;
    lab().stripe.setFault({ kind: 'status', status: 404, path: nothingIsThere });
    await story.skipToDay(5);
    const { repaired, skipped } = reportOf(await reconcileOnce(lab()), 'closed_elsewhere');
    assert.equal(repaired, 0);
    assert.match(skipped ?? '', /it is not of this key's account/);
    assert.equal((await story.status()).outcome, null);
    assert.deepEqual(alerts(), [
      `stripe cannot be read (stripe: unauthorized while reading customer ${customerOf(story.invoiceId)}: ` +
        "it is not of this key's account): recoveries wait",
    ]);
    lab().stripe.setFault(null);
    await story.skipToDay(7.1);
    assert.deepEqual(
      (await story.log()).map((line) => line.replace(/^(day \d+)\.\d+/, '$1')),
      ['day 0 first_notice', 'day 5 second_notice', 'day 7 final_notice'],
    );
  });

  it('an invoice that is deleted, whose customer is there, still ends as voided', async () => {
    const story = await failPayment(lab(), anInvoice(lab()));
    await story.untilSent(1);
    await story.skipToDay(1);
    delete lab().stripe.state.invoices[story.invoiceId];
    const { findings } = reportOf(await reconcileOnce(lab()), 'closed_elsewhere');
    assert.deepEqual(findings, [`${story.invoiceId}: deleted`]);
    assert.equal((await story.ending()).outcome, 'voided');
  });

  function customerOf(invoiceId: string): string {
    return lab().stripe.state.invoices[invoiceId]!.customer;
  }

  /** What staff were told, each thing once. */
  function alerts(): readonly string[] {
    const told = lines.filter((line) => line.includes('staff.alert'));
    return [...new Set(told.map((line) => (JSON.parse(line) as { what: string }).what))];
  }
});
