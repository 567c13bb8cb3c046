import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { composeInboxDesk } from '../../src/compose/inbox-desk.ts';
import { openDatabase, type OpenDatabase } from '../../src/composition.ts';
import { parseCommand } from '../../src/operator/command.ts';
import { databaseAddress, temporalAddress } from '../../src/operator/database-address.ts';
import { listInbox, replayInbox } from '../../src/operator/inbox-verbs.ts';
import type { InboxDesk, InboxEntry } from '../../src/ports/inbox.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { recordedBody } from '../webhooks/stripe/fixtures.ts';

describe('recoup inbox', () => {
  let database: OpenDatabase;
  let desk: { inbox: InboxDesk; close: () => Promise<void> };
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const own = await createTestDatabase();
    drop = own.drop;
    const options = { name: 'test', size: 4 };
    database = await openDatabase({ databaseUrl: own.url }, pino({ level: 'silent' }), options);
    desk = await composeInboxDesk({ databaseUrl: own.url, mode: 'test' });
  });
  afterEach(async () => {
    await desk.close();
    await database.db.destroy();
    await drop();
  });

  const keep = (eventId: string, body: string) => {
    const content: InboxEntry['content'] = { kind: 'quarantined', reason: 'an older version said so' };
    const receivedAt = '2026-11-23T10:00:00.000Z';
    return createInboxStore(database.pool).append([
      { source: 'stripe', eventId, type: 'unparsable', receivedAt, body, content },
    ]);
  };
  const states = async () => {
    const rows = await database.db
      .selectFrom('inbox_events')
      .select(['state', 'kind'])
      .orderBy('id')
      .execute();
    return rows.map(({ state, kind }) => `${state} ${kind}`);
  };

  it('lists what waits, with the reason', async () => {
    assert.match(await listInbox(desk.inbox), /^Nothing waits/);
    await keep('evt_1', '{}');
    assert.match(await listInbox(desk.inbox), /1 {2}quarantined .* evt_1 {2}an older version said so/);
  });

  it('reads what was quarantined again: it waits for the relay, and what it closes is closed', async () => {
    await keep('evt_1', recordedBody('invoice.paid.endive').toString());
    await keep('evt_2', recordedBody('invoice.payment_failed.endive').toString());
    assert.equal(
      await replayInbox(desk.inbox, { kind: 'state', state: 'quarantined' }),
      '1: understood\n2: understood',
    );
    assert.deepEqual(await states(), ['pending invoice_closed', 'pending payment_failed']);
    const debt = { source: 'stripe', debtId: 'in_1SXq2kLkdIwHu7ixQ0a7Vd3P' } as const;
    assert.equal(await database.ledger.findStanding(debt), 'paid');
  });

  it('asks the source about what is only a notification, and leaves what it still cannot read', async () => {
    await keep('evt_1', recordedBody('v1.invoice.payment_failed.thin').toString());
    await keep('evt_2', '{"type":"invoice.paid"}');
    assert.match(await replayInbox(desk.inbox, { kind: 'one', id: '1' }), /its source is asked next/);
    assert.match(
      await replayInbox(desk.inbox, { kind: 'one', id: '2' }),
      /2: still not understood: id: invalid_type/,
    );
    const [first, second] = await states();
    assert.match(first!, /^needs_lookup/);
    assert.match(second!, /^quarantined/);
  });

  it('takes a failure of a kind that the rules of the business may name', async () => {
    const body = JSON.parse(recordedBody('invoice.payment_failed.endive').toString()) as {
      data: { object: object };
    };
    const manual = { ...body, data: { object: { ...body.data.object, billing_reason: 'manual' } } };
    await keep('evt_1', JSON.stringify(manual));
    assert.equal(await replayInbox(desk.inbox, { kind: 'one', id: '1' }), '1: understood');
    assert.deepEqual(await states(), ['pending payment_failed']);
  });

  it('sends a parked event its way again, and settles one that is not for us', async () => {
    await keep('evt_1', recordedBody('invoice.payment_failed.endive').toString());
    await keep('evt_2', '{"id":"evt_2","type":"invoice.created"}');
    await database.db.updateTable('inbox_events').set({ state: 'parked', tries: 5 }).execute();
    assert.equal(
      await replayInbox(desk.inbox, { kind: 'state', state: 'parked' }),
      '1: understood\n2: ignored: it is not for us',
    );
    assert.deepEqual((await states())[0], 'pending payment_failed');
    await assert.rejects(replayInbox(desk.inbox, { kind: 'one', id: '1' }), /neither quarantined nor parked/);
  });

  it('says what to write instead of what it does not know', () => {
    assert.deepEqual(parseCommand([]), { kind: 'help' });
    assert.deepEqual(parseCommand(['inbox', 'list']), { kind: 'inbox_list' });
    assert.deepEqual(parseCommand(['inbox', 'replay', '--parked']), {
      kind: 'inbox_replay',
      selection: { kind: 'state', state: 'parked' },
    });
    assert.deepEqual(parseCommand(['reconcile', '--dry-run']), { kind: 'reconcile', dryRun: true });
    assert.deepEqual(parseCommand(['reconcile']), { kind: 'reconcile', dryRun: false });
    assert.deepEqual(parseCommand(['shadow']), { kind: 'shadow' });
    assert.throws(() => parseCommand(['shadow', 'in_1']), /not known/);
    assert.throws(() => parseCommand(['inbox', 'replay']), /takes one id/);
    assert.throws(() => parseCommand(['inbox', 'replay', '7', '--parked']), /takes one id/);
    assert.throws(() => parseCommand(['inbox', 'replay', 'evt_1']), /is no id/);
    assert.throws(() => parseCommand(['inbox', 'burn']), /not known.*\n\nnpm run recoup/s);
    assert.throws(() => parseCommand(['--purge']), /Unknown option/);
  });

  it('finds the database in the environment, else where npm start left it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recoup-cli-'));
    const env = { DATA_DIR: folder };
    try {
      assert.equal(databaseAddress({ ...env, DATABASE_URL: 'postgres://a/b' }), 'postgres://a/b');
      assert.throws(() => databaseAddress(env), /DATABASE_URL is not set/);
      await mkdir(join(folder, 'run'));
      await writeFile(join(folder, 'run', 'env.json'), '{"DATABASE_URL":"postgres://c/d"}');
      assert.equal(databaseAddress(env), 'postgres://c/d');
      await writeFile(join(folder, 'run', 'env.json'), '{');
      assert.throws(() => databaseAddress(env), /names no DATABASE_URL/);
      assert.throws(() => temporalAddress(env), /names no TEMPORAL_ADDRESS/);
      assert.equal(temporalAddress({ ...env, TEMPORAL_ADDRESS: 'temporal:7233' }), 'temporal:7233');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
