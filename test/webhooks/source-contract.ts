import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Source } from '../../src/domain/ids.ts';
import type { WebhookSource } from '../../src/webhooks/source.ts';
import { createStandingLedger } from '../../src/adapters/postgres/standings.ts';
import { openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { NOW_S, openRouter, type OpenRouter } from './open-router.ts';

/** A delivery as the source makes it. */
export interface Delivery {
  readonly body: string;
  /** Moment of the delivery, Unix seconds. */
  readonly atS: number;
  readonly secret: string;
}

/** One debt, and the events that the source tells of it; each has the id it is given. */
export interface ToldDebt {
  /** As our workflow id has it. */
  readonly debtId: string;
  failed(eventId: string): string;
  paid(eventId: string): string;
}

/** One source, described by its fixtures and its signer. */
export interface SourceContract {
  readonly name: Source;
  /** As configured with these secrets: more than one while one is being replaced. */
  readonly create: (secrets: readonly string[]) => WebhookSource;
  /** Two secrets in the vendor's form. */
  readonly secrets: readonly [string, string];
  /** The headers that prove it. */
  readonly sign: (delivery: Delivery) => Record<string, string>;
  /** Headers that prove nothing, each by what is wrong with them. */
  readonly forgeries: Readonly<Record<string, Record<string, string>>>;
  /** A debt of its own. */
  readonly aDebt: () => ToldDebt;
  /** Verified, and none of our business. */
  readonly irrelevant: (eventId: string) => string;
  /** A type that matters, with a field that cannot be read. */
  readonly unparsable: (eventId: string) => string;
  /** A failure of the other mode (test at a live service); null: the two have secrets of their own, and nothing else. */
  readonly otherMode: ((eventId: string) => string) | null;
  /** How old a delivery may be, in seconds; null: the source signs no time, and a replay is known by its event's id. */
  readonly toleranceS: number | null;
  /** True: which debt a payment is about only the ledger knows, so that its events are kept to be looked up. */
  readonly isLookedUp?: boolean;
  /** False: what the secret signs is not the body (Chargebee's Basic authorisation). */
  readonly signsBody: boolean;
}

const MEBIBYTE = 1024 * 1024;

/** What every source must do with what is sent to its address, on the real application and a real database. */
export function describeSource(contract: SourceContract): void {
  const { name, secrets, aDebt } = contract;
  const [secret, otherSecret] = secrets;
  const { isLookedUp = false } = contract;

  describe(`POST /webhooks/${name}, as every source`, () => {
    let database: OpenLedger;
    let router: OpenRouter;
    let opened: OpenRouter[] = [];

    async function open(accepted: readonly string[]): Promise<OpenRouter> {
      const another = await openRouter(database, { sources: [contract.create(accepted)] });
      opened.push(another);
      return another;
    }
    before(async () => {
      database = await openLedger();
    });
    after(() => database.close());
    beforeEach(async () => {
      await database.db.deleteFrom('inbox_events').execute();
      router = await open([secret]);
    });
    afterEach(async () => {
      for (const one of opened) await one.close();
      opened = [];
    });

    const anId = () => `evt_${randomUUID().replaceAll('-', '')}`;
    const post = async (body: string, headers: Record<string, string>, to = router) => {
      const address = `http://127.0.0.1:${to.port}/webhooks/${name}`;
      const response = await fetch(address, { method: 'POST', headers, body });
      return { status: response.status, body: await response.json() };
    };
    const deliver = (body: string, how: Partial<Delivery> = {}, to = router) => {
      const delivery = { body, secret, atS: NOW_S, ...how };
      return post(body, contract.sign(delivery), to);
    };
    const kept = async () => (await router.stored()).map(({ kind, debt_id }) => `${kind} ${debt_id}`);
    /** An event that is looked up says what it is about once that is answered. */
    const told = (kind: string, { debtId }: ToldDebt) =>
      isLookedUp ? 'lookup_instalment null' : `${kind} ${debtId}`;
    const standingOf = (debtId: string) =>
      createStandingLedger(database.db).findStanding({ source: name, debtId });

    it('accepts a failed payment, once it is committed', async () => {
      const debt = aDebt();
      const eventId = anId();
      assert.deepEqual(await deliver(debt.failed(eventId)), { status: 200, body: { received: true } });
      const [row] = await router.stored();
      assert.deepEqual(
        [row?.state, row?.body],
        [isLookedUp ? 'needs_lookup' : 'pending', debt.failed(eventId)],
      );
      assert.deepEqual(await kept(), [told('payment_failed', debt)]);
    });

    it('keeps an event that comes three times once', async () => {
      const debt = aDebt();
      const body = debt.failed(anId());
      const answers = await Promise.all([1, 2, 3].map(() => deliver(body)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      assert.deepEqual(await kept(), [told('payment_failed', debt)]);
    });

    for (const order of ['failed, then paid', 'paid before failed'] as const) {
      it(`knows a debt as paid, told ${order}`, async () => {
        const debt = aDebt();
        const events = [debt.failed(anId()), debt.paid(anId())];
        for (const body of order === 'failed, then paid' ? events : events.reverse()) {
          assert.equal((await deliver(body)).status, 200);
        }
        const kinds = ['invoice_closed', 'payment_failed'].map((kind) => told(kind, debt));
        assert.deepEqual((await kept()).sort(), kinds);
        assert.equal(await standingOf(debt.debtId), isLookedUp ? null : 'paid');
      });
    }

    it('reads a stored body again as it read it first', async () => {
      const debt = aDebt();
      const source = contract.create([]);
      for (const body of [debt.failed(anId()), debt.paid(anId())]) {
        assert.equal((await deliver(body)).status, 200);
        const again = source.reread(body);
        assert.ok(again.kind === (isLookedUp ? 'needs_lookup' : 'events'), `it is ${again.kind}`);
        const { event_id, type } = (await router.stored()).at(-1)!;
        const { eventId } = again.kind === 'events' ? again.events[0]! : again.lookup;
        assert.deepEqual([eventId, again.type], [event_id, type]);
      }
    });

    for (const [what, headers] of Object.entries(contract.forgeries)) {
      it(`refuses ${what}`, async () => {
        const { status } = await post(aDebt().failed(anId()), headers);
        assert.deepEqual([status, await kept()], [400, []]);
      });
    }

    it('refuses what another secret signed', async () => {
      const { status } = await deliver(aDebt().failed(anId()), { secret: otherSecret });
      assert.deepEqual([status, await kept()], [400, []]);
    });

    it('refuses a proof without any secret being configured, and with an empty one', async () => {
      for (const none of [[], [''], ['  ']]) {
        const careless = await open(none);
        for (const guess of ['', '  ', secret]) {
          assert.equal((await deliver(aDebt().failed(anId()), { secret: guess }, careless)).status, 400);
        }
      }
      assert.deepEqual(await kept(), []);
    });

    if (contract.signsBody) {
      it('refuses a body that was changed or cut off on its way', async () => {
        const body = aDebt().failed(anId());
        const headers = contract.sign({ body, secret, atS: NOW_S });
        for (const changed of [`${body} `, body.slice(0, -1), body.slice(0, 20), body.replace(/\d/, 'x')]) {
          assert.equal((await post(changed, headers)).status, 400);
        }
        assert.deepEqual(await kept(), []);
      });
    }

    const { toleranceS } = contract;
    if (toleranceS === null) {
      it('knows a replay by the id of its event', async () => {
        const body = aDebt().failed(anId());
        const answers = [await deliver(body), await deliver(body, { atS: NOW_S + 86_400 })];
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200],
        );
        assert.equal((await kept()).length, 1);
      });
    } else {
      it('refuses a replay that is too old, and what claims to come from the future', async () => {
        for (const atS of [NOW_S - toleranceS - 1, NOW_S + toleranceS + 1]) {
          const answer = await deliver(aDebt().failed(anId()), { atS });
          assert.deepEqual(answer, { status: 400, body: { error: 'stale' } });
        }
        assert.deepEqual(await kept(), []);
        assert.equal((await deliver(aDebt().failed(anId()), { atS: NOW_S - toleranceS + 1 })).status, 200);
      });
    }

    it('accepts both secrets while one is being replaced, and then the new one only', async () => {
      const rotating = await open([otherSecret, secret]);
      for (const signedBy of secrets) {
        assert.equal((await deliver(aDebt().failed(anId()), { secret: signedBy }, rotating)).status, 200);
      }
      const rotated = await open([otherSecret]);
      assert.equal((await deliver(aDebt().failed(anId()), {}, rotated)).status, 400);
      assert.equal((await kept()).length, 2);
    });

    it('refuses a body over 1 MiB with 413', async () => {
      const { status, body } = await deliver(' '.repeat(MEBIBYTE + 1));
      assert.deepEqual([status, body], [413, { error: 'body_over_1_MiB' }]);
    });

    it('refuses what is proven and not JSON', async () => {
      for (const body of ['{"id":', 'ok', '\u0000']) {
        assert.deepEqual(await deliver(body), { status: 400, body: { error: 'not_json' } });
      }
      assert.deepEqual(await kept(), []);
    });

    it('answers 200 to a type that is none of our business, and keeps nothing', async () => {
      const answer = await deliver(contract.irrelevant(anId()));
      assert.deepEqual(answer, { status: 200, body: { received: true, ignored: 'type' } });
      assert.deepEqual(await kept(), []);
    });

    it('keeps what it cannot read for a person, and tells the staff', async () => {
      const eventId = anId();
      const answer = await deliver(contract.unparsable(eventId));
      const [row] = await router.stored();
      const { reason } = row ?? {};
      assert.deepEqual(answer, { status: 200, body: { received: true, quarantined: true, reason } });
      assert.deepEqual([row?.event_id, row?.state], [eventId, 'quarantined']);
      assert.equal(router.alerts.length, 1);
    });

    const { otherMode } = contract;
    if (otherMode) {
      it('ignores an event of the other mode', async () => {
        const answer = await deliver(otherMode(anId()));
        assert.deepEqual(answer, { status: 200, body: { received: true, ignored: 'mode' } });
        assert.deepEqual(await kept(), []);
      });
    }
  });
}
