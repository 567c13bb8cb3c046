import assert from 'node:assert/strict';
import { createInboxStore } from '../../src/adapters/postgres/inbox-store.ts';
import { createLookupStore } from '../../src/adapters/postgres/lookup-store.ts';
import { toEpochMs } from '../../src/domain/instant.ts';
import { startLookups, type LookupOptions } from '../../src/inbox/lookup.ts';
import type { StaffAlert } from '../../src/ports/staff-alerts.ts';
import { instant, openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { eventually } from '../support/eventually.ts';

describe('an event that its source is asked about', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  /** Keeps a thin event, and asks about it once. @returns its row, and what staff heard */
  async function asked(eventId: string, answer: LookupOptions['answer']) {
    const inbox = createInboxStore(open.pool);
    const alerts: StaffAlert[] = [];
    const about = { type: 'invoice.paid', snapshotId: null, objectId: 'in_1', account: null, isLive: false };
    const lookup = { kind: 'notification', source: 'stripe', eventId, at: instant(), ...about } as const;
    const kept = {
      source: 'stripe',
      eventId,
      type: 'v1.invoice.paid',
      receivedAt: instant(),
      body: '{}',
    } as const;
    await inbox.append([{ ...kept, content: { kind: 'needs_lookup', lookup } }]);
    const quiet = () => undefined;
    const lookups = startLookups({
      ...{ inbox, answer, store: createLookupStore(open.db), onUnderstood: quiet },
      alerts: { alert: async (alert) => void alerts.push(alert) },
      log: { info: quiet, warn: quiet, error: quiet },
      now: () => toEpochMs(instant()),
    });
    const row = () =>
      open.db
        .selectFrom('inbox_events')
        .select(['state', 'reason'])
        .where('event_id', '=', eventId)
        .executeTakeFirstOrThrow();
    await eventually('it is settled', async () => (await row()).state !== 'needs_lookup');
    await lookups.stop();
    return { row: await row(), alerts };
  }

  it('and whose content nobody understands is quarantined, and staff hear of it', async () => {
    const reason = 'data.object.id: must be a text';
    const answer: LookupOptions['answer'] = () =>
      Promise.resolve({ kind: 'understood', content: { kind: 'quarantined', reason } });
    const { row, alerts } = await asked('evt_unread', answer);
    assert.deepEqual(row, { state: 'quarantined', reason });
    assert.deepEqual(
      alerts.map(({ key }) => key),
      ['quarantined:evt_unread'],
    );
    assert.match(
      alerts[0]!.what,
      /a stripe event was read at its source but not understood: data\.object\.id/,
    );
  });
});
