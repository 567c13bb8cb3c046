import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { anInvoice, failPayment, pay, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/sequences', import.meta.url));
const TEXTS = fileURLToPath(new URL('../fixtures/sequences/texts', import.meta.url));

/** Stripe tries again on day 3, 6 and 9; the messages are due on day 0 and two hours before day 6. */
(hasTestServer ? describe : describe.skip)(
  'a sequence that leaves the processor the first word',
  function () {
    this.timeout(60_000);
    const lab = useLab({ SEQUENCES_DIR: FOLDER, TEMPLATES_DIR: TEXTS });

    const declined = (declineCode: string): Promise<Story> =>
      failPayment(lab(), anInvoice(lab(), {}, { metadata: { tier: 'patient' } }), { declineCode });

    const declinedAgain = async ({ invoiceId }: Story): Promise<void> => {
      lab().stripe.failInvoice(invoiceId, { declineCode: 'insufficient_funds' });
      await untilRelayed(lab());
    };

    it('a soft decline: writes after the second try has failed, and never in the hours before the next one', async () => {
      const story = await declined('insufficient_funds');
      await story.skipToDay(2.9);
      assert.deepEqual(await story.log(), []);
      const [first] = (await story.status()).plan;
      assert.equal(first?.movedBy, 'processor_retry');
      await story.skipToDay(3);
      await declinedAgain(story);
      await story.skipToDay(5.99);
      assert.deepEqual(await story.log(), ['day 3.04 first_notice']);
      await declinedAgain(story);
      await story.skipToDay(6.1);
      assert.deepEqual(await story.log(), ['day 3.04 first_notice', 'day 6.04 again']);
    });

    it('a soft decline that the second try repairs: nobody is written to', async () => {
      const story = await declined('insufficient_funds');
      await story.skipToDay(3);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
      assert.deepEqual(await story.log(), []);
    });

    it('a hard decline: writes on day 0', async () => {
      const story = await declined('expired_card');
      await story.skipToDay(1);
      assert.deepEqual(await story.log(), ['day 0 first_notice']);
    });
  },
);
