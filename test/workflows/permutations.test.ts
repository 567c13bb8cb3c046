import assert from 'node:assert/strict';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createRelayStore } from '../../src/adapters/postgres/relay-store.ts';
import { openDatabase, type OpenDatabase } from '../../src/composition.ts';
import { parseEnv } from '../../src/config/env.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { DebtRef } from '../../src/domain/ids.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';
import { SHIPPED_SEQUENCES } from '../support/standard-sequence.ts';
import { createHandOver } from '../../src/inbox/hand-over.ts';
import type { InboxEntry } from '../../src/ports/inbox.ts';
import type { LicenceAnswer, Ledger } from '../../src/ports/ledger.ts';
import type { RecoveryEngine } from '../../src/ports/recovery-engine.ts';
import { contentOf } from '../../src/webhooks/content.ts';
import { createStripeSource } from '../../src/webhooks/sources/stripe/source.ts';
import { pino } from 'pino';
import { createStripeSimulator, type StripeEvent } from '../simulators/index.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { anInvoice, tell, untilRelayed, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

/** What one failed renewal can send, and what its payment sends. */
const STORY = [
  'failed',
  'action required',
  'failed again',
  'paid',
  'paid (other type)',
  'subscription updated',
] as const;
const PAID: ReadonlySet<string> = new Set(['paid', 'paid (other type)']);

/** The events of one invoice as Stripe would send them: the failures before, the others after its payment. */
function eventsOf(
  stripe: Pick<ReturnType<typeof createStripeSimulator>, 'event' | 'state' | 'payInvoiceSilently'>,
  invoiceId: string,
): Record<(typeof STORY)[number], StripeEvent> {
  const invoice = stripe.state.invoices[invoiceId]!;
  const failures = {
    failed: stripe.event('invoice.payment_failed', { ...invoice, attempt_count: 1 }),
    'action required': stripe.event('invoice.payment_action_required', invoice),
    'failed again': stripe.event('invoice.payment_failed', { ...invoice, attempt_count: 2 }),
  };
  stripe.payInvoiceSilently(invoiceId);
  const subscription = stripe.state.subscriptions[invoice.parent!.subscription_details.subscription]!;
  return {
    ...failures,
    paid: stripe.event('invoice.paid', invoice),
    'paid (other type)': stripe.event('invoice.payment_succeeded', invoice),
    'subscription updated': stripe.event('customer.subscription.updated', subscription),
  };
}

type Word = (typeof STORY)[number];

/** Every order of the six with any one of them twice, anywhere: 15120. */
function orders(): (readonly Word[])[] {
  return STORY.flatMap((again) => {
    const seen = new Set<string>();
    return [...permutations([...STORY, again])].filter((order) => {
      const text = order.join();
      return seen.has(text) ? false : seen.add(text);
    });
  });
}

function* permutations(items: readonly Word[]): Generator<Word[]> {
  if (items.length === 0) yield [];
  for (const [index, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [first, ...rest];
  }
}

const ALL = orders();

/**
 * What runs where: all 15120 orders pass through today's parser, the real inbox and its standings on Postgres; every
 * 45th of them also through hand-over and ledger, with an engine that only remembers what it was asked; two dozen
 * through the whole service on skipped time.
 */
describe('the events of one renewal, in every order and with any of them twice', function () {
  this.timeout(60_000);
  let database: OpenDatabase;
  let drop: () => Promise<void>;
  const stripe = createStripeSimulator({ secretKey: 'sk', webhookSecret: 'whsec' });
  const source = createStripeSource({ secrets: ['whsec'], mode: 'test' });

  before(async () => {
    const own = await createTestDatabase();
    drop = own.drop;
    const env = { BUSINESS_NAME: 'B', DATABASE_URL: own.url, TEMPORAL_ADDRESS: '127.0.0.1:1' };
    database = await openDatabase(parseEnv(env), pino({ level: 'silent' }), { name: 'test', size: 8 });
  });
  after(async () => {
    await database.db.destroy();
    await drop();
  });

  /** One invoice's events as the inbox would keep them; null for what it does not keep. */
  function entriesOfAnInvoice(): Record<Word, InboxEntry | null> {
    const { id: customer } = stripe.createCustomer();
    const { id } = stripe.createInvoice({ customer, amount: 1999, currency: 'usd' });
    const entries = Object.entries(eventsOf(stripe, id)).map(([word, event]) => {
      const content = contentOf(source.reread(JSON.stringify(event)));
      const { id: eventId, type } = event;
      const receivedAt = new Date().toISOString();
      return [word, content && { source: 'stripe', eventId, type, body: '{}', content, receivedAt }] as const;
    });
    return Object.fromEntries(entries) as Record<Word, InboxEntry | null>;
  }

  it('leave the invoice paid from the first word of its payment on, for every later look', async () => {
    const inbox = createInboxStore(database.pool);
    const template = entriesOfAnInvoice();
    const paid = new Set<string>();
    for (let position = 0; position <= STORY.length; position += 1) {
      const entries = ALL.flatMap((order, index) => {
        const word = order[position]!;
        const debtId = `in_order_${index}`;
        if (PAID.has(word)) paid.add(debtId);
        const entry = template[word];
        return entry ? [renamed(entry, debtId, `evt_${STORY.indexOf(word)}_${index}`)] : [];
      });
      for (let at = 0; at < entries.length; at += 1_000) await inbox.append(entries.slice(at, at + 1_000));
      // The licence to send asks the same, in one statement with the send: what is here gets no reminder any more.
      const rows = await database.db.selectFrom('standings').select(['debt_id', 'standing']).execute();
      assert.ok(rows.every(({ debt_id, standing }) => standing === 'paid' && paid.has(debt_id)));
      assert.equal(rows.length, paid.size);
    }
    assert.equal(paid.size, 15_120);
    const { kept } = await database.db
      .selectFrom('inbox_events')
      .select((select) => select.fn.countAll<string>().as('kept'))
      .where('kind', '=', 'payment_failed')
      .executeTakeFirstOrThrow();
    assert.equal(Number(kept), 3 * 15_120, 'what came twice is kept once');
  });

  it('start one sequence', async () => {
    const inbox = createInboxStore(database.pool);
    const { ledger } = database;
    const starts = new Map<string, Starts>();
    const engine = remembering(starts, async (debt) => {
      await ledger.recordOutcome(debt, 'recovered', NOW);
    });
    const failures = createRelayStore(database.db);
    const handOver = createHandOver({
      ledger,
      failures,
      engine,
      sequenceBook: SHIPPED_SEQUENCES,
      dayLengthMs: DAY_MS,
    });
    const sample = ALL.filter((_, index) => index % 45 === 0);
    for (const order of sample) {
      const entries = entriesOfAnInvoice();
      for (const word of order) {
        const entry = entries[word];
        if (!entry) continue;
        await inbox.append([entry]);
        if (entry.content.kind === 'event') await handOver(entry.content.event);
      }
    }
    assert.equal(starts.size, sample.length);
    for (const [debtId, { accepted, asked }] of starts) {
      assert.equal(accepted, 1, debtId);
      assert.equal(new Set(asked.map((input) => JSON.stringify(input))).size, 1, 'always the same recovery');
      assert.equal(await licenceOfAReminder(ledger, debtId), 'closed', debtId);
    }
    const rows = await database.db.selectFrom('recoveries').select('debt_id').execute();
    assert.equal(rows.length, sample.length);
  });
});

/** What a step is answered that looks at the invoice now, while its processor still says "open". */
async function licenceOfAReminder(ledger: Ledger, debtId: string): Promise<LicenceAnswer> {
  const debt = { source: 'stripe', debtId } as const;
  const step = { debt, step: 'second_notice', channel: 'whatsapp', phoneHash: debtId, now: NOW } as const;
  const { id: deliveryId } = await ledger.planDelivery(step);
  const message = { text: 'still unpaid', template: 'second_notice', needsOpenInvoice: true };
  return ledger.licenseSending({ deliveryId, ...message, rereadAt: NOW, now: NOW });
}

/** The same event of another invoice. */
function renamed(entry: InboxEntry, debtId: string, eventId: string): InboxEntry {
  const { content } = entry;
  if (content.kind !== 'event' || content.event.kind === 'subject_closed') return { ...entry, eventId };
  const event = { ...content.event, eventId, debt: { source: 'stripe', debtId } } as const;
  return { ...entry, eventId, content: { kind: 'event', event } };
}

(hasTestServer ? describe : describe.skip)(
  'a sample of those orders, through the whole service',
  function () {
    this.timeout(60_000);
    const lab = useLab();

    it('one sequence each, and no reminder whose re-read began after the payment was committed', async () => {
      const { stripe, clock, database } = lab();
      const sample = Array.from({ length: 24 }, (_, index) => ALL[index * 630 + index]!);
      for (const order of sample) {
        const invoiceId = anInvoice(lab());
        const open = structuredClone(stripe.state.invoices[invoiceId]!);
        const events = eventsOf(stripe, invoiceId);
        // The worst case: Stripe's API goes on saying "open", and only the events know of the payment.
        stripe.state.invoices[invoiceId] = open;
        const story = tell(lab(), invoiceId, clock.sync());
        for (const word of order) {
          await stripe.deliver(events[word]);
          await untilRelayed(lab());
          // The test server hangs on a second signal that meets the cancelling of an activity it has not started yet.
          await story.status().catch(() => null);
        }
        assert.equal((await story.ending()).outcome, 'recovered', order.join(', '));
      }
      await untilRelayed(lab());
      await clock.skipTo(clock.sync() + 45 * DAY_MS);
      const { db } = database;
      const recoveries = await db.selectFrom('recoveries').select('outcome').execute();
      assert.deepEqual(
        recoveries.map(({ outcome }) => outcome),
        Array(24).fill('recovered'),
      );
      const late = await db
        .selectFrom('deliveries')
        .innerJoin('standings', 'standings.debt_id', 'deliveries.debt_id')
        .select(['deliveries.debt_id', 'deliveries.step'])
        .where('deliveries.step', '<>', 'confirmation')
        .whereRef('deliveries.reread_at', '>', 'standings.recorded_at')
        .execute();
      assert.deepEqual(late, []);
      const steps = await db.selectFrom('deliveries').select('step').distinct().execute();
      assert.ok(steps.every(({ step }) => step === 'first_notice' || step === 'confirmation'));
    });
  },
);

const NOW = toInstant(Date.UTC(2026, 10, 23, 10));

/** What the engine was asked to start of one debt, and how many runs came of it. */
interface Starts {
  readonly asked: RecoveryInput[];
  accepted: number;
}

/**
 * As Temporal is at its most forgetful: a second start of a run that is open is none, and a run that has ended is
 * forgotten at once, so that only the ledger keeps a late failure from starting another.
 */
function remembering(starts: Map<string, Starts>, ended: (debt: DebtRef) => Promise<void>): RecoveryEngine {
  const running = new Set<string>();
  return {
    start: (input) => {
      const { debtId } = input;
      const known = starts.get(debtId) ?? { asked: [], accepted: 0 };
      starts.set(debtId, known);
      known.asked.push(input);
      if (!running.has(debtId)) known.accepted += 1;
      running.add(debtId);
      return Promise.resolve();
    },
    tell: async (debt, { kind }) => {
      if (!running.has(debt.debtId)) return 'absent';
      if (kind === 'closed' && running.delete(debt.debtId)) await ended(debt);
      return 'told';
    },
    restoreAccess: () => Promise.reject(new Error('nothing was suspended')),
  };
}
