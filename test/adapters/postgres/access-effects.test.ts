import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createInboxStore } from '../../../src/adapters/postgres/inbox-store.ts';
import type { RecoveryRecord } from '../../../src/ports/ledger.ts';
import { aClosing, entryOf } from '../../inbox/entries.ts';
import { instant, openedRecovery, openLedger, type OpenLedger } from './open-ledger.ts';

describe('what the ledger remembers of the processor', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  const PAUSE = 'stripe_pause_collection';
  const NOTHING = { policy: null, effect: null, isPauseWanted: false, isPauseOurs: false } as const;

  it('nothing, until something is suspended', async () => {
    assert.deepEqual(await open.ledger.effectOf(await openedRecovery(open)), NOTHING);
  });

  it('a pause that is wanted, asked for, in force, and undone with the payment', async () => {
    const record = await openedRecovery(open);
    await open.ledger.suspendAccess(record, instant(), PAUSE);
    const wanted = { policy: PAUSE, isPauseWanted: true } as const;
    assert.deepEqual(await open.ledger.effectOf(record), { ...wanted, effect: null, isPauseOurs: false });
    assert.deepEqual(
      [await open.ledger.licenseEffect(record, 'pause'), await open.ledger.licenseEffect(record, 'pause')],
      [1, 2],
    );
    assert.deepEqual(await open.ledger.effectOf(record), { ...wanted, effect: 'asked', isPauseOurs: true });
    await open.ledger.recordEffectDone(record.input);
    await open.ledger.restoreAccess(record, instant(1));
    const restored = { policy: PAUSE, isPauseWanted: false } as const;
    assert.deepEqual(await open.ledger.effectOf(record), { ...restored, effect: 'done', isPauseOurs: true });
    assert.equal(await open.ledger.recordEffectAsked(record), 3, 'each request has its own number');
    await open.ledger.recordEffectUndone(record);
    assert.deepEqual(await open.ledger.effectOf(record), {
      ...restored,
      effect: 'undone',
      isPauseOurs: false,
    });
  });

  it('the pause of another unpaid recovery of the subscription keeps it wanted', async () => {
    const facts = { subscriptionId: `sub_${randomUUID()}` };
    const [one, other] = [await openedRecovery(open, facts), await openedRecovery(open, facts)];
    await open.ledger.suspendAccess(one, instant(), PAUSE);
    await open.ledger.suspendAccess(other, instant(), PAUSE);
    await open.ledger.restoreAccess(one, instant(1));
    assert.equal((await open.ledger.effectOf(one)).isPauseWanted, true);
    await open.ledger.restoreAccess(other, instant(2));
    assert.equal((await open.ledger.effectOf(one)).isPauseWanted, false);
  });

  const ENDS: Readonly<Record<string, (record: RecoveryRecord) => Promise<unknown>>> = {
    'a closing event was committed': ({ input }) =>
      createInboxStore(open.pool).append([entryOf(aClosing(input))]),
    'somebody gave access back': (record) => open.ledger.restoreAccess(record, instant(1)),
  };
  for (const [what, end] of Object.entries(ENDS)) {
    it(`nothing may be asked for a suspension any more once ${what}`, async () => {
      for (const [policy, effect] of [
        ['stripe_cancel', 'cancel'],
        [PAUSE, 'pause'],
      ] as const) {
        const record = await openedRecovery(open);
        await open.ledger.suspendAccess(record, instant(), policy);
        assert.equal(await open.ledger.licenseEffect(record, effect), 1);
        await end(record);
        assert.equal(await open.ledger.licenseEffect(record, effect), null, effect);
      }
    });
  }

  it('nothing is cancelled once the recovery has ended, nor under another policy', async () => {
    const [over, paused] = [await openedRecovery(open), await openedRecovery(open)];
    await open.ledger.suspendAccess(over, instant(), 'stripe_cancel');
    await open.ledger.recordOutcome(over.input, 'lapsed', instant(1));
    await open.ledger.suspendAccess(paused, instant(), PAUSE);
    for (const record of [over, paused])
      assert.equal(await open.ledger.licenseEffect(record, 'cancel'), null);
  });

  it('a debt without a subscription is only flagged', async () => {
    const record = await openedRecovery(open, { subscriptionId: null });
    await open.ledger.suspendAccess(record, instant(), 'stripe_cancel');
    assert.equal((await open.ledger.effectOf(record)).policy, 'flag');
  });

  it('our own cancellation ends access for good, and stays ours', async () => {
    const record = await openedRecovery(open);
    await open.ledger.suspendAccess(record, instant(), 'stripe_cancel');
    await open.ledger.recordSubscriptionEnded(record, 'stripe_cancel', instant(1));
    assert.equal(await open.ledger.isAccessEnded(record.input), true);
    const kept = { wasSuspended: true, access: 'suspended', endedBySource: true };
    assert.deepEqual(await open.ledger.restoreAccess(record, instant(2)), kept);
    assert.equal((await open.ledger.effectOf(record)).policy, 'stripe_cancel');
    assert.equal(await open.ledger.findStanding(record.input), null, 'its invoice is still asked for');
  });

  it('a decline code: the latest charge attempt counts, and not knowing never forgets', async () => {
    const { input } = await openedRecovery(open);
    const told = (code: string | null, chargeAttempt: number) =>
      open.ledger.recordDecline(input, { code, chargeAttempt, learnedAt: instant() });
    const codes: (string | null | undefined)[] = [];
    for (const [code, attempt] of [
      ['expired_card', 1],
      [null, 1],
      ['do_not_honor', 2],
      ['lost_card', 1],
      [null, 3],
    ] as const) {
      await told(code, attempt);
      codes.push((await open.ledger.findDecline(input))?.code);
    }
    assert.deepEqual(codes, ['expired_card', 'expired_card', 'do_not_honor', 'do_not_honor', null]);
  });

  it('an offer is planned once, and what is settled stays', async () => {
    const { input } = await openedRecovery(open);
    const offer = (code: string) => ({
      debt: input,
      customerId: input.customerId!,
      percent: 20,
      couponId: null,
      code: `${code}-${input.debtId}`,
      expiresAt: instant(1_000),
      now: instant(),
    });
    const planned = await open.ledger.planOffer(offer('A'));
    assert.equal(planned.state, 'planned');
    assert.deepEqual(await open.ledger.planOffer(offer('B')), planned);
    await open.ledger.settleOffer(input, { state: 'skipped', reason: 'no answer in time' });
    await open.ledger.settleOffer(input, { state: 'ready' });
    assert.deepEqual(await open.ledger.planOffer(offer('C')), { ...planned, state: 'skipped' });
  });

  it('refunded is the last word of the CRM: a close that is repeated does not take it back', async () => {
    const { input } = await openedRecovery(open);
    const told = async (status: string) => {
      const change = { status, amountDueMinor: null, isOwed: false };
      const recorded = await open.ledger.recordCrmStatus(input, change, instant());
      return `${recorded.sequenceNumber} ${recorded.status}`;
    };
    assert.deepEqual(
      [await told('recovered'), await told('refunded'), await told('recovered'), await told('refunded')],
      ['1 recovered', '2 refunded', '2 refunded', '2 refunded'],
    );
  });
});
