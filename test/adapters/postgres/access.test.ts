import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createInboxStore } from '../../../src/adapters/postgres/inbox-store.ts';
import { aClosing, entryOf } from '../../inbox/entries.ts';
import { instant, openedRecovery, openLedger, type OpenLedger } from './open-ledger.ts';

describe('access in the ledger', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  it('is suspended once, from the first instant on', async () => {
    const record = await openedRecovery(open);
    const first = await open.ledger.suspendAccess(record, instant());
    assert.deepEqual(first, { kind: 'suspended', at: instant() });
    assert.deepEqual(await open.ledger.suspendAccess(record, instant(1)), first);
    assert.equal(await open.ledger.isSuspended(record.input), true);
  });

  it('stays where a closing event was committed before', async () => {
    const record = await openedRecovery(open);
    await createInboxStore(open.pool).append([entryOf(aClosing(record.input))]);
    const answer = await open.ledger.suspendAccess(record, instant());
    assert.deepEqual(answer, { kind: 'closed', standing: 'paid' });
    assert.equal(await open.ledger.isSuspended(record.input), false);
  });

  it('stays where a re-read showed the invoice closed', async () => {
    const record = await openedRecovery(open);
    await open.ledger.recordStanding(record.input, 'uncollectible', instant());
    const answer = await open.ledger.suspendAccess(record, instant());
    assert.deepEqual(answer, { kind: 'closed', standing: 'uncollectible' });
  });

  it('comes back with the payment, and says so again when asked again', async () => {
    const record = await openedRecovery(open);
    await open.ledger.suspendAccess(record, instant());
    const restored = { wasSuspended: true, access: 'active' };
    assert.deepEqual(await open.ledger.restoreAccess(record, instant(1)), restored);
    assert.deepEqual(await open.ledger.restoreAccess(record, instant(2)), restored);
    assert.equal(await open.ledger.isSuspended(record.input), false);
  });

  it('was never away where nothing was suspended', async () => {
    const answer = await open.ledger.restoreAccess(await openedRecovery(open), instant());
    assert.deepEqual(answer, { wasSuspended: false, access: 'active' });
  });

  const subjects = {
    'the same subscription': { subscriptionId: `sub_${randomUUID()}` },
    'the same customer, where no subscription is known': {
      subscriptionId: null,
      customerId: `cus_${randomUUID()}`,
    },
  };
  for (const [subject, facts] of Object.entries(subjects)) {
    it(`comes back only with the last unpaid debt of ${subject}`, async () => {
      const [first, second] = [await openedRecovery(open, facts), await openedRecovery(open, facts)];
      await open.ledger.suspendAccess(first, instant());
      await open.ledger.suspendAccess(second, instant());
      const answers = [
        await open.ledger.restoreAccess(first, instant(1)),
        await open.ledger.restoreAccess(second, instant(2)),
      ];
      assert.deepEqual(
        answers.map(({ access }) => access),
        ['suspended', 'active'],
      );
    });
  }

  it('comes back to one of two payments at least, when both arrive at the same time', async () => {
    const facts = { subscriptionId: `sub_${randomUUID()}` };
    const records = [await openedRecovery(open, facts), await openedRecovery(open, facts)];
    for (const record of records) await open.ledger.suspendAccess(record, instant());
    const answers = await Promise.all(records.map((record) => open.ledger.restoreAccess(record, instant(1))));
    assert.ok(answers.some(({ access }) => access === 'active'));
  });

  it('comes back when the other debt that took it was voided meanwhile', async () => {
    const facts = { subscriptionId: `sub_${randomUUID()}` };
    const [voided, paid] = [await openedRecovery(open, facts), await openedRecovery(open, facts)];
    await open.ledger.suspendAccess(voided, instant());
    await open.ledger.suspendAccess(paid, instant());
    await open.ledger.recordStanding(voided.input, 'void', instant(1));
    const restored = { wasSuspended: true, access: 'active' };
    assert.deepEqual(await open.ledger.restoreAccess(paid, instant(2)), restored);
    assert.equal(await open.ledger.isSuspended(voided.input), false);
  });

  it('stays away when a debt that took nothing is paid and another that did is not', async () => {
    const facts = { subscriptionId: `sub_${randomUUID()}` };
    const [unpaid, paid] = [await openedRecovery(open, facts), await openedRecovery(open, facts)];
    await open.ledger.suspendAccess(unpaid, instant());
    const kept = { wasSuspended: true, access: 'suspended' };
    assert.deepEqual(await open.ledger.restoreAccess(paid, instant(1)), kept);
  });

  it('of one subscription does not wait for another of the same customer', async () => {
    const customerId = `cus_${randomUUID()}`;
    const [one, other] = [
      await openedRecovery(open, { customerId }),
      await openedRecovery(open, { customerId }),
    ];
    await open.ledger.suspendAccess(one, instant());
    await open.ledger.suspendAccess(other, instant());
    assert.equal((await open.ledger.restoreAccess(one, instant(1))).access, 'active');
    assert.equal(await open.ledger.isSuspended(other.input), true);
  });

  it('belongs to the debt alone where nobody is known', async () => {
    const nobody = { customerId: null, subscriptionId: null };
    const [one, other] = [await openedRecovery(open, nobody), await openedRecovery(open, nobody)];
    await open.ledger.suspendAccess(one, instant());
    await open.ledger.suspendAccess(other, instant());
    assert.equal((await open.ledger.restoreAccess(one, instant(1))).access, 'active');
  });
});
