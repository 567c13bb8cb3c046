import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { SimulatedCustomer } from '../../scripts/simulate/customer.ts';
import { nextMondayMorning } from '../../scripts/simulate/first-failure.ts';
import { castAs, PERSONAS } from '../../scripts/simulate/personas.ts';
import { play } from '../../scripts/simulate/play.ts';
import { retell } from '../../scripts/simulate/retell.ts';
import { simulationStage } from '../support/simulation-stage.ts';
import { anInvoice, failPayment, skipToMonday, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

/** A word of days instead of dates, and no ids: the two stories are of different weeks and invoices. */
function timeless(text: string, firstFailure: number): string {
  return text
    .replace(/\w+day, (\w+ \d+, \d{4})/g, (_, date: string) => {
      const days = (Date.parse(`${date} UTC`) - firstFailure) / DAY_MS;
      return `<day ${Math.ceil(days)}>`;
    })
    .replace(/in_\w+/g, '<invoice>');
}

interface Sent {
  readonly step: string;
  readonly day: number;
  readonly text: string;
}

(hasTestServer ? describe : describe.skip)(
  'what npm run simulate shows is what production does',
  function () {
    this.timeout(240_000);
    const lab = useLab({ BUSINESS_NAME: 'Harbour Yoga', RAPIWA_MIN_GAP_MS: '10000' });
    const customer: SimulatedCustomer = {
      ...castAs('never-pays', PERSONAS['never-pays']),
      timeZone: 'UTC',
      country: 'GH',
    };
    const dayOf = (at: string, firstFailure: number) =>
      Math.floor((Date.parse(at) - firstFailure) / DAY_MS + 0.001);

    async function simulated(): Promise<Sent[]> {
      const begin = (now: number) => nextMondayMorning(now, 'UTC');
      const variables = { BUSINESS_NAME: 'Harbour Yoga' };
      const options = { stage: await simulationStage(), variables, hasEmail: false, begin };
      const { customers } = await play([customer], options, retell);
      const { timeline, firstFailureAt } = customers[0]!;
      const first = Date.parse(firstFailureAt);
      return timeline.flatMap((entry) =>
        entry.kind === 'message'
          ? [{ step: entry.step, day: dayOf(entry.at, first), text: timeless(entry.text, first) }]
          : [],
      );
    }

    async function inProduction(): Promise<Sent[]> {
      await skipToMonday(lab());
      const { name, whatsappPhone, email, locale, country } = customer;
      const [{ amountMinor: amount, currency }] = customer.invoices;
      const person = { name, whatsappPhone, email, preferredLocales: [locale!], country: country! };
      const story = await failPayment(lab(), anInvoice(lab(), person, { amount, currency }), {
        declineCode: 'insufficient_funds',
      });
      await story.skipToDay(45);
      await story.untilEnded();
      const deliveries = await lab()
        .database.db.selectFrom('deliveries')
        .select(['step', 'message', 'requested_at'])
        .orderBy('requested_at')
        .execute();
      return deliveries.map(({ step, message, requested_at }) => ({
        step,
        day: dayOf(requested_at!, story.firstFailure),
        text: timeless(message!, story.firstFailure),
      }));
    }

    it('the same steps on the same days in the same words', async () => {
      const shown = await simulated();
      assert.deepEqual(
        shown.map(({ step, day }) => `day ${day} ${step}`),
        ['day 0 first_notice', 'day 3 second_notice', 'day 7 final_notice', 'day 14 suspension'],
      );
      assert.deepEqual(shown, await inProduction());
    });
  },
);
