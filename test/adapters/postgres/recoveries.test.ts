import assert from 'node:assert/strict';
import { pino } from 'pino';
import { createReconciliationLedger } from '../../../src/adapters/postgres/reconciliation.ts';
import { createInboxStore } from '../../../src/adapters/postgres/inbox-store.ts';
import type { DebtRef } from '../../../src/domain/ids.ts';
import { CLOSING_STANDINGS, type ClosingStanding } from '../../../src/domain/standing.ts';
import { aClosing, entryOf } from '../../inbox/entries.ts';
import { aDebt, aRecovery, instant, openedRecovery, openLedger, type OpenLedger } from './open-ledger.ts';

const silent = pino({ level: 'silent' });

describe('the ledger', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  describe('of recoveries', () => {
    it('opens one recovery of a debt, and finds it again', async () => {
      const first = aRecovery();
      assert.deepEqual(await open.ledger.openRecovery(first), { created: true, record: first });
      const later = aRecovery({ debt: first.input, amountDueMinor: '5' });
      assert.deepEqual(await open.ledger.openRecovery(later), { created: false, record: first });
      assert.deepEqual(await open.ledger.findRecovery(first.input), first);
    });

    it('opens it once, however many ask at the same time', async () => {
      const debt = aDebt();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => open.ledger.openRecovery(aRecovery({ debt }))),
      );
      const creators = answers.filter(({ created }) => created);
      assert.equal(creators.length, 1);
      for (const { record } of answers) assert.deepEqual(record, creators[0]?.record);
    });

    it('knows nothing of a debt that it never saw', async () => {
      assert.equal(await open.ledger.findRecovery(aDebt()), null);
      assert.equal(await open.ledger.findStanding(aDebt()), null);
    });

    it('keeps the first outcome for ever', async () => {
      const { input } = await openedRecovery(open);
      await open.ledger.recordOutcome(input, 'lapsed', instant());
      await open.ledger.recordOutcome(input, 'recovered', instant(1));
      assert.equal((await open.ledger.findRecovery(input))?.outcome, 'lapsed');
    });

    it('reads the ones beside a row that nobody can read, and says which it is', async () => {
      const [good, numbered, broken] = [
        await openedRecovery(open),
        await openedRecovery(open),
        await openedRecovery(open),
      ];
      const { customerId } = good.input;
      await change(numbered.input, {
        customer_id: customerId,
        sequence: { ...good.input.sequence, version: 1 },
      });
      await change(broken.input, { customer_id: customerId, sequence: { id: 'standard', version: '1' } });
      const found = await open.ledger.openRecoveriesOf({
        source: 'stripe',
        subject: `customer:${customerId}`,
      });
      const read = found.map(({ input }) => [input.debtId, input.sequence.version]);
      assert.deepEqual(
        new Map(read as [string, string][]),
        new Map([good, numbered].map(({ input }) => [input.debtId, '1'])),
      );
      const { source, debtId } = broken.input;
      assert.deepEqual(open.complaints, [
        { event: 'recovery.unreadable', source, debtId, fields: ['sequence.steps'] },
      ]);
      const page = await createReconciliationLedger(open.db, silent).openRecoveries(null, 1_000);
      const debts = page.items.map(({ input }) => input.debtId);
      assert.ok(debts.includes(good.input.debtId) && debts.includes(numbered.input.debtId));
      assert.ok(!debts.includes(debtId));
    });

    const change = (
      { debtId }: DebtRef,
      { sequence, ...columns }: { readonly customer_id: string | null; readonly sequence: object },
    ) =>
      open.db
        .updateTable('recoveries')
        .set({ ...columns, sequence: JSON.stringify(sequence) })
        .where('debt_id', '=', debtId)
        .execute();

    it('keeps the date that the final notice printed', async () => {
      const { input } = await openedRecovery(open);
      await open.ledger.recordSuspendAt(input, '2026-12-07T10:00:00.000Z');
      assert.equal((await open.ledger.findRecovery(input))?.suspendAt, '2026-12-07T10:00:00.000Z');
    });

    it('keeps amounts to the last digit, where a number would round them', async () => {
      const amountDueMinor = '9007199254740993000000000000001';
      const { input } = await openedRecovery(open, { amountDueMinor });
      const found = await open.ledger.findRecovery(input);
      assert.equal(found?.input.amountDueMinor, amountDueMinor);
      const status = await open.ledger.recordCrmStatus(
        input,
        { status: 'first_notice', amountDueMinor: null, isOwed: false },
        instant(),
      );
      assert.equal(status.amountDueMinor, amountDueMinor);
    });
  });

  describe('of standings', () => {
    const roads: Record<string, (debt: DebtRef, standing: ClosingStanding) => Promise<void>> = {
      'from a re-read': (debt, standing) => open.ledger.recordStanding(debt, standing, instant()),
      'from an event': (debt, standing) =>
        createInboxStore(open.pool).append([entryOf(aClosing(debt, standing))]),
    };
    for (const [first, tellFirst] of Object.entries(roads)) {
      for (const [second, tellSecond] of Object.entries(roads)) {
        it(`never goes back: ${first}, then ${second}`, async () => {
          for (const [rank, earlier] of CLOSING_STANDINGS.entries()) {
            for (const [laterRank, later] of CLOSING_STANDINGS.entries()) {
              const debt = aDebt();
              await tellFirst(debt, earlier);
              await tellSecond(debt, later);
              const expected = laterRank > rank ? later : earlier;
              assert.equal(await open.ledger.findStanding(debt), expected, `${earlier}, then ${later}`);
            }
          }
        });
      }
    }

    it('takes the strongest of one commit, in whatever order its events stand', async () => {
      const strongest = async (standings: readonly ClosingStanding[]) => {
        const debt = aDebt();
        await createInboxStore(open.pool).append(standings.map((one) => entryOf(aClosing(debt, one))));
        return open.ledger.findStanding(debt);
      };
      assert.equal(await strongest(CLOSING_STANDINGS), 'paid');
      assert.equal(await strongest(CLOSING_STANDINGS.toReversed()), 'paid');
      assert.equal(await strongest(['deleted', 'uncollectible']), 'deleted');
    });
  });

  describe('of the CRM', () => {
    it('gives each change a higher number, and the same status the same', async () => {
      const { input } = await openedRecovery(open);
      const tell = async (status: string) =>
        (await open.ledger.recordCrmStatus(input, { status, amountDueMinor: null, isOwed: false }, instant()))
          .sequenceNumber;
      const statuses = ['first_notice', 'first_notice', 'second_notice', 'first_notice', 'recovered'];
      const numbers: number[] = [];
      for (const status of statuses) numbers.push(await tell(status));
      assert.deepEqual(numbers, [1, 1, 2, 3, 4]);
    });

    it('is told what is still due where it was just read, and the last known amount elsewhere', async () => {
      const { input } = await openedRecovery(open);
      const amounts = [null, '999', null];
      const told: string[] = [];
      for (const amountDueMinor of amounts) {
        const change = { status: `after ${told.length}`, amountDueMinor, isOwed: false };
        told.push((await open.ledger.recordCrmStatus(input, change, instant())).amountDueMinor);
      }
      assert.deepEqual(told, [input.amountDueMinor, '999', '999']);
    });

    it('gives every one of many simultaneous changes its own number', async () => {
      const { input } = await openedRecovery(open);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          open.ledger.recordCrmStatus(
            input,
            { status: `status ${n}`, amountDueMinor: null, isOwed: false },
            instant(),
          ),
        ),
      );
      const numbers = answers.map(({ sequenceNumber }) => sequenceNumber).toSorted((a, b) => a - b);
      assert.deepEqual(
        numbers,
        Array.from({ length: 12 }, (_, n) => n + 1),
      );
    });

    it('never goes back: an attempt that slept past the end tells what the recovery has become', async () => {
      const { input } = await openedRecovery(open);
      const said = ['final_notice', 'suspended', 'recovered_late', 'suspension', 'access_restored', 'lapsed'];
      const kept: string[] = [];
      for (const status of said) kept.push((await record(input, status)).status);
      assert.deepEqual(kept, [
        ...['final_notice', 'suspended', 'recovered_late', 'recovered_late'],
        ...['access_restored', 'access_restored'],
      ]);
    });

    it('owes what a worker that died did not come to tell, until exactly that is taken', async () => {
      const { input } = await openedRecovery(open);
      const first = await record(input, 'first_notice');
      assert.equal(await isOwed(input), true);
      await open.ledger.settleCrm(input, first.sequenceNumber);
      assert.equal(await isOwed(input), false);
    });

    it('a telling that comes after a later one owes the later one again', async () => {
      const { input } = await openedRecovery(open);
      const slow = await record(input, 'second_notice');
      const quick = await record(input, 'recovered');
      await open.ledger.settleCrm(input, quick.sequenceNumber);
      assert.equal(await isOwed(input), false);
      await open.ledger.settleCrm(input, slow.sequenceNumber);
      assert.equal(await isOwed(input), true);
      assert.equal(await open.ledger.isCrmCurrent(input, slow.sequenceNumber), false);
      assert.equal(await open.ledger.isCrmCurrent(input, quick.sequenceNumber), true);
    });

    const record = (debt: DebtRef, status: string) =>
      open.ledger.recordCrmStatus(debt, { status, amountDueMinor: null, isOwed: true }, instant());

    async function isOwed({ debtId }: DebtRef): Promise<boolean> {
      const rows = open.db.selectFrom('recoveries').select('crm_pending').where('debt_id', '=', debtId);
      return (await rows.executeTakeFirstOrThrow()).crm_pending;
    }
  });
});
