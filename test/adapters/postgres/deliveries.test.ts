import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { createDeliveryLedger } from '../../../src/adapters/postgres/deliveries.ts';
import { createInboxStore } from '../../../src/adapters/postgres/inbox-store.ts';
import type { DebtRef } from '../../../src/domain/ids.ts';
import type { DeliveryRecord, LicenceAnswer, SettledDelivery } from '../../../src/ports/ledger.ts';
import { aClosing, entryOf } from '../../inbox/entries.ts';
import { instant, openedRecovery, openLedger, type OpenLedger } from './open-ledger.ts';

describe('a delivery in the ledger', () => {
  let open: OpenLedger;
  let debt: DebtRef;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());
  beforeEach(async () => {
    debt = (await openedRecovery(open)).input;
  });

  const plan = (phoneHash: string, at = instant()): Promise<DeliveryRecord> =>
    open.ledger.planDelivery({ debt, step: 'first_notice', channel: 'whatsapp', phoneHash, now: at });

  const licence = (deliveryId: string, needsOpenInvoice = true) => ({
    deliveryId,
    text: 'Hello',
    template: 'first_notice',
    rereadAt: instant(),
    needsOpenInvoice,
    now: instant(),
  });
  const ask = (deliveryId: string, needsOpenInvoice = true): Promise<LicenceAnswer> =>
    open.ledger.licenseSending(licence(deliveryId, needsOpenInvoice));

  const settle = (deliveryId: string, state: SettledDelivery['state'], reason?: string): Promise<void> =>
    open.ledger.settleDelivery({
      deliveryId,
      requestedAt: instant(),
      state,
      ...(reason ? { reason } : {}),
      now: instant(5),
    });

  const theDelivery = async (): Promise<DeliveryRecord> => {
    const [delivery, ...others] = await open.ledger.deliveriesOf(debt);
    assert.deepEqual(others, []);
    assert.ok(delivery);
    return delivery;
  };

  const optOut = (phoneHash: string) =>
    open.db
      .insertInto('opt_outs')
      .values({ phone_hash: phoneHash, origin: 'STOP', recorded_at: instant() })
      .execute();

  it('is one for each debt, step and channel, however often it is planned', async () => {
    const plans = await Promise.all(Array.from({ length: 10 }, () => plan('hash-1')));
    assert.equal(new Set(plans.map(({ id }) => id)).size, 1);
    assert.deepEqual(await open.ledger.deliveriesOf(debt), [plans[0]]);
    assert.equal(plans[0]?.state, 'planned');
  });

  it('may be sent by one of twenty who ask at the same time', async () => {
    const { id } = await plan('hash-1');
    const other = open.connect();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? open : other).ledger.licenseSending(licence(id))),
    );
    assert.equal(answers.filter((answer) => answer === 'granted').length, 1);
    assert.equal(answers.filter((answer) => answer === 'taken').length, 19);
    assert.equal((await theDelivery()).state, 'sending');
  });

  it('may not be sent once a closing event was committed', async () => {
    const { id } = await plan('hash-1');
    await createInboxStore(open.pool).append([entryOf(aClosing(debt))]);
    assert.equal(await ask(id), 'closed');
    assert.equal((await theDelivery()).state, 'planned');
  });

  it('may not be sent once a re-read showed the invoice closed', async () => {
    const { id } = await plan('hash-1');
    await open.ledger.recordStanding(debt, 'void', instant());
    assert.equal(await ask(id), 'closed');
  });

  it('may not be sent once the recovery was cancelled or has lapsed', async () => {
    const { id } = await plan('hash-1');
    await open.ledger.recordOutcome(debt, 'cancelled', instant());
    assert.equal(await ask(id), 'closed');
    assert.equal((await theDelivery()).state, 'planned');
  });

  it('is not settled by a process that slept while another was licensed', async () => {
    const { id } = await plan('hash-1');
    await ask(id);
    await settle(id, 'planned', 'not_connected');
    assert.equal(await open.ledger.licenseSending({ ...licence(id), now: instant(90) }), 'granted');
    await settle(id, 'planned', 'not_connected');
    assert.equal((await theDelivery()).state, 'sending');
  });

  it('may be sent after payment where it is the thanks for it', async () => {
    const { id } = await plan('hash-1');
    await open.ledger.recordStanding(debt, 'paid', instant());
    assert.equal(await ask(id, false), 'granted');
  });

  it('may not be sent to a number that said STOP, thanks included', async () => {
    const phoneHash = randomUUID();
    const { id } = await plan(phoneHash);
    assert.equal(await open.ledger.isOptedOut(phoneHash), false);
    await optOut(phoneHash);
    assert.equal(await open.ledger.isOptedOut(phoneHash), true);
    assert.deepEqual([await ask(id), await ask(id, false)], ['opted_out', 'opted_out']);
    assert.equal((await theDelivery()).state, 'planned');
  });

  it('is not said to be closed while another one is sending it', async () => {
    const { id } = await plan('hash-1');
    await ask(id);
    // Between the refusal and the look for its reason, the other one gives the licence back.
    let refused = false;
    const interleaving: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (!refused) await settle(id, 'planned');
        refused = true;
        return result;
      },
    };
    const answer = await createDeliveryLedger(open.db.withPlugin(interleaving)).licenseSending(licence(id));
    assert.equal(answer, 'taken');
  });

  it('keeps what was sent, and on the strength of which re-read', async () => {
    const { id } = await plan('hash-1');
    await ask(id);
    const row = await open.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
    assert.equal(row?.message, 'Hello');
    assert.equal(row.template, 'first_notice');
    assert.equal(row.reread_at, instant());
  });

  it('gets its result only while it is being sent', async () => {
    const { id } = await plan('hash-1');
    await settle(id, 'sent');
    assert.equal((await theDelivery()).state, 'planned');
    await ask(id);
    await settle(id, 'unknown', 'timeout');
    await settle(id, 'sent');
    await settle(id, 'planned');
    assert.equal((await theDelivery()).state, 'unknown');
    assert.equal(await ask(id), 'taken');
  });

  it('may be licensed again after it surely was not sent', async () => {
    const { id } = await plan('hash-1');
    await ask(id);
    await settle(id, 'planned');
    assert.equal(await ask(id), 'granted');
  });

  it('may be planned again for another number only, once its number was refused', async () => {
    const { id } = await plan('hash-1');
    await ask(id);
    await settle(id, 'rejected', 'not_on_whatsapp');
    assert.equal((await plan('hash-1', instant(10))).state, 'rejected');
    const again = await plan('hash-2', instant(20));
    const expected = {
      id,
      state: 'planned',
      phoneHash: 'hash-2',
      addressHash: null,
      at: instant(20),
      requestedAt: instant(),
    } as const;
    assert.deepEqual(again, { ...expected, step: 'first_notice', channel: 'whatsapp' });
    assert.equal(await ask(id), 'granted');
  });

  it('an e-mail refused for one address may be planned again for another, whatever the number does', async () => {
    const mail = (addressHash: string, phoneHash = 'number-1') =>
      open.ledger.planDelivery({
        debt,
        step: 'second_notice',
        channel: 'email',
        phoneHash,
        addressHash,
        now: instant(),
      });
    const { id } = await mail('address-1');
    await ask(id);
    await settle(id, 'rejected', 'invalid_address');
    assert.equal((await mail('address-1', 'number-2')).state, 'rejected');
    assert.deepEqual(
      [(await mail('address-2')).state, (await mail('address-2')).addressHash],
      ['planned', 'address-2'],
    );
  });

  for (const state of ['sent', 'unknown'] as const) {
    it(`is never planned again once it is ${state}, not even for another number`, async () => {
      const { id } = await plan('hash-1');
      await ask(id);
      await settle(id, state);
      const found = await plan('hash-2', instant(10));
      assert.deepEqual(found, await theDelivery());
      assert.deepEqual([found.id, found.state, found.phoneHash, found.at], [id, state, 'hash-1', instant(5)]);
    });
  }

  it('takes the corrected number while it is only planned', async () => {
    await plan('hash-1');
    const corrected = await plan('hash-2', instant(10));
    assert.deepEqual([corrected.phoneHash, corrected.state, corrected.at], ['hash-2', 'planned', instant()]);
  });
});
