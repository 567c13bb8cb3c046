import assert from 'node:assert/strict';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createInbox, InboxUnavailable, type InboxOptions } from '../../src/inbox/append.ts';
import type { InboxEntry, InboxStore } from '../../src/ports/inbox.ts';
import { aDebt, instant, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { severable } from '../adapters/postgres/severable.ts';
import { aClosing, aFailure, entryOf } from './entries.ts';

describe('the inbox', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  const anEntry = () => entryOf(aFailure());
  const entries = (count: number) => Array.from({ length: count }, anEntry);

  /** A store that counts its commits and can be made to wait. */
  function watched(store: InboxStore = createInboxStore(open.pool)) {
    let letGo = (): void => undefined;
    let held = Promise.resolve();
    const watch = {
      batches: [] as number[],
      hold: (): void => {
        held = new Promise((resolve) => (letGo = resolve));
      },
      release: () => letGo(),
      append: async (batch: readonly InboxEntry[]) => {
        watch.batches.push(batch.length);
        await held;
        await store.append(batch);
      },
    };
    return watch;
  }

  const inboxOn = (store: InboxStore, options: Partial<InboxOptions> = {}) =>
    createInbox({ store, onCommitted: () => undefined, ...options });

  function aQuestion(eventId: string): InboxEntry['content'] {
    const asked = { source: 'stripe', eventId, at: instant(), paymentId: 'pi_1' } as const;
    return { kind: 'needs_lookup', lookup: { kind: 'refund', ...asked } };
  }

  async function stored(wanted: readonly InboxEntry[]): Promise<number> {
    const ids = [...new Set(wanted.map(({ eventId }) => eventId))];
    const rows = await open.db.selectFrom('inbox_events').select('id').where('event_id', 'in', ids).execute();
    return rows.length;
  }

  it('commits a thousand simultaneous requests in four commits', async () => {
    const store = watched();
    const inbox = inboxOn(store);
    const wanted = entries(1_000);
    await Promise.all(wanted.map((entry) => inbox.append([entry])));
    assert.equal(await stored(wanted), 1_000);
    assert.deepEqual(store.batches, [256, 256, 256, 232]);
  });

  it('says yes to a request only when its entry can be read by others', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const entry = anEntry();
    await inbox.append([entry]);
    assert.equal(await stored([entry]), 1);
  });

  it('keeps an event once, however often it comes in one commit', async () => {
    const store = watched();
    const inbox = inboxOn(store);
    const [entry, other] = [anEntry(), anEntry()];
    await Promise.all([entry, other, entry, entry].map((one) => inbox.append([one])));
    assert.equal(await stored([entry, other]), 2);
    assert.deepEqual(store.batches, [4]);
  });

  it('keeps the first of an event that comes again in a later commit', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const entry = anEntry();
    await inbox.append([entry]);
    await inbox.append([{ ...entry, body: 'changed', receivedAt: '2027-01-01T00:00:00.000Z' }]);
    const row = open.db.selectFrom('inbox_events').selectAll().where('event_id', '=', entry.eventId);
    const { body, received_at: receivedAt } = await row.executeTakeFirstOrThrow();
    assert.deepEqual({ body, receivedAt }, { body: entry.body, receivedAt: entry.receivedAt });
  });

  it('keeps an event once when two servers get it at the same time, in opposite order', async () => {
    const servers = [open, open.connect()].map(({ pool }) => createInboxStore(pool));
    for (let round = 0; round < 20; round += 1) {
      const wanted = Array.from({ length: 30 }, () => entryOf(aClosing(aDebt())));
      const orders = [wanted, wanted.toReversed()];
      await Promise.all(servers.map((server, n) => server.append(orders[n]!)));
      assert.equal(await stored(wanted), 30);
    }
  });

  it('keeps the strongest word about a debt when one commit holds several, in any order', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const debt = aDebt();
    const closings = (['uncollectible', 'paid', 'void'] as const).map((word) => aClosing(debt, word));
    await Promise.all(closings.map((closing) => inbox.append([entryOf(closing)])));
    assert.equal(await open.ledger.findStanding(debt), 'paid');
    assert.equal(await stored(closings.map((closing) => entryOf(closing))), 3);
  });

  it('lets what is understood take the place of a question with the same id, together or later', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    for (const together of [true, false]) {
      const closing = aClosing(aDebt());
      const question = { ...entryOf(closing), content: aQuestion(closing.eventId) };
      const orders = [question, entryOf(closing), question];
      if (together) await Promise.all(orders.map((entry) => inbox.append([entry])));
      else for (const entry of orders) await inbox.append([entry]);
      const row = open.db.selectFrom('inbox_events').selectAll().where('event_id', '=', closing.eventId);
      const { state, kind, debt_id: debtId } = await row.executeTakeFirstOrThrow();
      assert.deepEqual([state, kind, debtId], ['pending', 'invoice_closed', closing.debt.debtId]);
      assert.equal(await open.ledger.findStanding(closing.debt), 'paid');
    }
  });

  it('keeps bytes and text alike as the text they are', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const body = '{"name": "Zoë \\"Ø\\" 🦆",\n "path": "C:\\\\{x}"}';
    const [asText, asBytes] = [
      { ...anEntry(), body },
      { ...anEntry(), body: Buffer.from(body) },
    ];
    await Promise.all([inbox.append([asText]), inbox.append([asBytes])]);
    const ids = [asText.eventId, asBytes.eventId];
    const rows = await open.db
      .selectFrom('inbox_events')
      .select('body')
      .where('event_id', 'in', ids)
      .execute();
    assert.deepEqual(
      rows.map((row) => row.body),
      [body, body],
    );
  });

  it('refuses one bad entry without its neighbours', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const good = entries(5);
    const bad: InboxEntry = { ...anEntry(), content: { kind: 'quarantined', reason: 'a \0 in the text' } };
    const wanted = [...good.slice(0, 2), bad, ...good.slice(2)];
    const answers = await Promise.allSettled(wanted.map((entry) => inbox.append([entry])));
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as unknown] : [],
    );
    assert.equal(refused.length, 1);
    assert.ok(refused[0] instanceof InboxUnavailable);
    assert.equal(await stored(good), 5);
    assert.equal(await stored([bad]), 0);
  });

  it('commits what one request tells together or not at all', async () => {
    const inbox = inboxOn(createInboxStore(open.pool));
    const bad: InboxEntry = { ...anEntry(), content: { kind: 'quarantined', reason: 'a \0 in the text' } };
    const request = [anEntry(), bad];
    const other = [anEntry(), anEntry()];
    const answers = await Promise.allSettled([inbox.append(request), inbox.append(other)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    assert.deepEqual([await stored(request), await stored(other)], [0, 2]);
  });

  it('refuses what it would have to keep waiting too long, and goes on when there is room', async () => {
    const store = watched();
    const inbox = inboxOn(store, { lanes: 1, maxBatch: 1, maxQueued: 2 });
    store.hold();
    const first = inbox.append([anEntry()]);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = [inbox.append([anEntry()]), inbox.append([anEntry()])];
    await assert.rejects(inbox.append([anEntry()]), InboxUnavailable);
    store.release();
    await Promise.all([first, ...waiting]);
    await inbox.append([anEntry()]);
    assert.deepEqual(store.batches, [1, 1, 1, 1]);
  });

  it('refuses new entries while it drains, and finishes those it has', async () => {
    const store = watched();
    const inbox = inboxOn(store, { maxBatch: 2 });
    store.hold();
    const wanted = entries(7);
    const waiting = wanted.map((entry) => inbox.append([entry]));
    const drained = inbox.drain();
    await assert.rejects(inbox.append([anEntry()]), InboxUnavailable);
    store.release();
    await drained;
    assert.equal(await stored(wanted), 7);
    await Promise.all(waiting);
  });

  it('wakes the relay after each commit, when the entry is there to be read', async () => {
    const seen: Promise<number>[] = [];
    const entry = anEntry();
    const inbox = inboxOn(createInboxStore(open.pool), { onCommitted: (kept) => seen.push(stored(kept)) });
    await inbox.append([entry]);
    assert.deepEqual(await Promise.all(seen), [1]);
  });

  it('does not wake the relay for what was not committed', async () => {
    let woken = 0;
    const failing = { append: () => Promise.reject(new Error('away')) };
    const inbox = inboxOn(failing, { onCommitted: () => (woken += 1) });
    await assert.rejects(inbox.append([anEntry()]), InboxUnavailable);
    assert.equal(woken, 0);
  });

  it('refuses everything while the database is away, and works again afterwards', async () => {
    const way = await severable(open.url);
    const options = { size: 2, applicationName: 'severed', onIdleError: () => undefined };
    const pool = createPool({ url: way.url, ...options });
    const inbox = inboxOn(createInboxStore(pool));
    const [before, during, after] = [anEntry(), entries(3), anEntry()];
    await inbox.append([before]);
    await way.cut();
    const answers = await Promise.allSettled(during.map((entry) => inbox.append([entry])));
    for (const answer of answers) {
      assert.ok(answer.status === 'rejected' && answer.reason instanceof InboxUnavailable);
    }
    await way.restore();
    await inbox.append([after]);
    assert.equal(await stored([before, ...during, after]), 2);
    await pool.end();
    await way.cut();
  });

  it('does not ask a database that is away once for every entry: each question may take seconds', async () => {
    const store = watched({
      append: () => Promise.reject(new Error('timeout exceeded when trying to connect')),
    });
    const inbox = inboxOn(store);
    const answers = await Promise.allSettled(entries(100).map((entry) => inbox.append([entry])));
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    assert.deepEqual(store.batches, [100]);
  });
});
