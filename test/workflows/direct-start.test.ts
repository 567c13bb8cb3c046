import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DAY_MS } from '../../src/domain/duration.ts';
import { startByHand } from '../support/start-by-hand.ts';
import { anInvoice, failPayment, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)(
  'a recovery that somebody starts with the Temporal client',
  function () {
    this.timeout(30_000);
    const lab = useLab();

    it('with a number for its version goes its way, is found by its attributes, and keeps nobody else waiting', async () => {
      const story = await startByHand(lab(), { offset: 'P3D', version: 1 });
      const { customer } = lab().stripe.state.invoices[story.invoiceId]!;
      await story.untilSent(1);
      await story.untilAsleep();
      assert.deepEqual(await attributesOf(story), {
        RecoupSource: 'stripe',
        RecoupCustomer: customer,
        RecoupCurrency: 'USD',
        RecoupAmountDue: 19.99,
        RecoupStep: 'second_notice',
        RecoupNextStepAt: new Date(story.firstFailure + 3 * DAY_MS),
      });
      await story.skipToDay(1);
      // Reads every open recovery of the customer.
      const other = await failPayment(lab(), anInvoice(lab(), {}, { customer }));
      await other.untilSent(1);
      assert.deepEqual(await other.log(), ['day 0 first_notice']);
      await story.skipToDay(34);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 3 second_notice']);
    });

    it('with an offset that is no duration fails at once, says which, and leaves nothing behind', async () => {
      const story = await startByHand(lab(), { offset: '3 days', version: '1' });
      const failure: unknown = await story.handle.result().catch((error: unknown) => error);
      assert.ok(failure instanceof WorkflowFailedError && failure.cause instanceof ApplicationFailure);
      assert.equal(failure.cause.type, 'MalformedStart');
      assert.equal(
        failure.cause.message,
        'recoverPayment cannot start: sequence.steps[1].offset must be an ISO 8601 duration of days, hours, minutes and seconds, e.g. P3D or PT15M',
      );
      assert.deepEqual(await lab().database.db.selectFrom('recoveries').selectAll().execute(), []);
      assert.deepEqual(await story.log(), []);
    });
  },
);

async function attributesOf({ handle }: Story): Promise<Record<string, unknown>> {
  const { typedSearchAttributes } = await handle.describe();
  const all = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value] as const);
  return Object.fromEntries(all.filter(([name]) => name.startsWith('Recoup')));
}
