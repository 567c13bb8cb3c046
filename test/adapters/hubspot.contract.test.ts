import assert from 'node:assert/strict';
import { createHubspotCrm } from '../../src/adapters/hubspot/crm.ts';
import { setUpHubspot } from '../../src/adapters/hubspot/setup.ts';
import { tellAll } from '../../src/compose/crm.ts';
import { CRM_STATUSES } from '../../src/domain/crm-rank.ts';
import { parseEmailAddress } from '../../src/domain/email-address.ts';
import type { Crm, CrmNoteLedger, CrmStatus } from '../../src/ports/crm.ts';
import { ProviderError } from '../../src/ports/provider-error.ts';
import { startHubspotSimulator, type HubspotSimulator } from '../simulators/index.ts';
import { STEP_IDS } from '../support/standard-sequence.ts';
import { providerErrorOf } from './provider-error-of.ts';

const TOKEN = 'pat-eu1-secret';
const ADDRESS = 'maria+billing@example.com';
const FIRST: CrmStatus = {
  debt: { source: 'stripe', debtId: 'in_1' },
  customerId: 'cus_1',
  status: 'first_notice',
  sequenceNumber: 1,
  amountDueMinor: '1999',
  currency: 'USD',
  at: '2026-11-23T10:00:05.000Z',
};
const PATCH_BY_ID = 'PATCH /crm/objects/2026-09/contacts/stripe%3Acus_1?idProperty=recoup_customer_id';
const PATCH_BY_ADDRESS = `PATCH /crm/objects/2026-09/contacts/${encodeURIComponent(ADDRESS)}?idProperty=email`;
const CREATE = 'POST /crm/objects/2026-09/contacts';
const NOTE = 'POST /crm/objects/2026-09/notes';

describe('HubSpot as a CRM', () => {
  let hubspot: HubspotSimulator;
  let claimed: Set<string>;
  beforeEach(async () => {
    hubspot = await startHubspotSimulator({ token: TOKEN });
    claimed = new Set();
  });
  afterEach(() => hubspot.close());

  const options = (token = TOKEN) => ({ token, baseUrl: new URL(hubspot.url), now: () => 0 });
  const setUp = (steps: readonly string[] = STEP_IDS) => setUpHubspot({ ...options(), steps });

  function crm({ address = ADDRESS, token = TOKEN }: { address?: string | null; token?: string } = {}): Crm {
    const notes: CrmNoteLedger = {
      claimNote: async ({ debtId }, status) => {
        const isNew = !claimed.has(`${debtId} ${status}`);
        claimed.add(`${debtId} ${status}`);
        return isNew;
      },
      settleNote: async ({ debtId }, status, noteId) => {
        if (noteId === null) claimed.delete(`${debtId} ${status}`);
      },
    };
    const findAddress = async () => (address === null ? null : parseEmailAddress(address));
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    return createHubspotCrm({ ...options(token), notes, findAddress, log });
  }

  async function failure(record: Promise<void>): Promise<ProviderError> {
    const error = await providerErrorOf(record);
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error.details)}`, /maria|pat-eu1/);
    return error;
  }

  const since = (from: number): readonly string[] => hubspot.requests.slice(from);

  it('a new customer: their contact is created, and found by the customer id from then on', async () => {
    await setUp();
    const from = hubspot.requests.length;
    await crm().record(FIRST, 5_000);
    assert.deepEqual(since(from), [PATCH_BY_ID, PATCH_BY_ADDRESS, CREATE, NOTE]);
    const next = { ...FIRST, status: 'second_notice', sequenceNumber: 2, at: '2026-11-26T10:00:00.000Z' };
    await crm({ address: null }).record(next, 5_000);
    assert.deepEqual(since(from + 4), [PATCH_BY_ID, NOTE]);
    assert.deepEqual(
      hubspot.contacts.map(({ properties }) => properties),
      [
        {
          email: ADDRESS,
          recoup_customer_id: 'stripe:cus_1',
          recoup_status: 'second_notice',
          recoup_debt_id: 'in_1',
          recoup_amount_due: '19.99',
          recoup_currency: 'USD',
          recoup_status_at: '2026-11-26T10:00:00.000Z',
          recoup_sequence: '2',
        },
      ],
    );
    assert.deepEqual(
      hubspot.notes.map(({ contactId, text }) => [contactId === hubspot.contacts[0]?.id, text]),
      [
        [true, 'Payment recovery: first notice · stripe in_1 · 19.99 USD'],
        [true, 'Payment recovery: second notice · stripe in_1 · 19.99 USD'],
      ],
    );
  });

  it('a contact that is there already is linked, and keeps what is its own', async () => {
    await setUp();
    hubspot.addContact({ email: ADDRESS, firstname: 'Maria' });
    await crm().record(FIRST, 5_000);
    const [contact, ...others] = hubspot.contacts;
    assert.equal(others.length, 0);
    assert.equal(contact?.properties['firstname'], 'Maria');
    assert.equal(contact?.properties['recoup_status'], 'first_notice');
  });

  it('a contact that sales create in the same moment is patched, not created twice', async () => {
    await setUp();
    hubspot.addContactMeanwhile({ email: ADDRESS, firstname: 'Maria' });
    const from = hubspot.requests.length;
    await crm().record(FIRST, 5_000);
    assert.deepEqual(since(from), [PATCH_BY_ID, PATCH_BY_ADDRESS, CREATE, PATCH_BY_ADDRESS, NOTE]);
    assert.equal(hubspot.contacts.length, 1);
    assert.equal(hubspot.contacts[0]?.properties['recoup_customer_id'], 'stripe:cus_1');
  });

  it('told again, the contact is the same and the step has one note', async () => {
    await setUp();
    for (let times = 0; times < 3; times += 1) await crm().record(FIRST, 5_000);
    assert.equal(hubspot.contacts.length, 1);
    assert.equal(hubspot.notes.length, 1);
  });

  it('a note that was refused is written with the next telling; one whose answer was lost may be there', async () => {
    await setUp();
    hubspot.setFault({ kind: 'status', status: 429, path: /notes/, times: 1 });
    assert.equal((await failure(crm().record(FIRST, 5_000))).details.kind, 'rate_limited');
    await crm().record(FIRST, 5_000);
    assert.equal(hubspot.notes.length, 1);
    const next = { ...FIRST, status: 'second_notice' };
    hubspot.setFault({ kind: 'lost', path: /notes/, times: 1 });
    await failure(crm().record(next, 5_000));
    await crm().record(next, 5_000);
    assert.equal(hubspot.notes.length, 2);
  });

  it('a customer without an address, and a debt without a customer, are left alone', async () => {
    await setUp();
    await crm({ address: null }).record(FIRST, 5_000);
    await crm().record({ ...FIRST, customerId: null }, 5_000);
    assert.deepEqual([hubspot.contacts.length, hubspot.notes.length], [0, 0]);
  });

  it('before `recoup hubspot setup` it says what to run, and nothing is half written', async () => {
    hubspot.addContact({ email: ADDRESS });
    const error = await failure(crm().record(FIRST, 5_000));
    assert.equal(error.details.kind, 'rejected');
    assert.match(error.message, /run `recoup hubspot setup`/);
    assert.deepEqual(Object.keys(hubspot.contacts[0]?.properties ?? {}), ['email']);
  });

  it('a step id that is new since the setup is refused with the same advice, and taken after it', async () => {
    await setUp();
    const gentle = { ...FIRST, status: 'gentle_notice' };
    assert.match((await failure(crm().record(gentle, 5_000))).message, /run `recoup hubspot setup`/);
    const again = await setUp([...STEP_IDS, 'gentle_notice']);
    assert.deepEqual(
      again.filter(({ result }) => result !== 'present'),
      [{ name: 'recoup_status', result: 'extended' }],
    );
    await crm().record(gentle, 5_000);
    assert.deepEqual(hubspot.properties.optionsOf('recoup_status'), [
      ...STEP_IDS,
      ...CRM_STATUSES,
      'gentle_notice',
    ]);
  });

  it('the setup makes seven properties once, and finds them the second time', async () => {
    const words = async () => (await setUp()).map(({ result }) => result);
    assert.deepEqual(
      await words(),
      Array.from({ length: 7 }, () => 'created'),
    );
    assert.deepEqual(
      await words(),
      Array.from({ length: 7 }, () => 'present'),
    );
  });

  describe('its troubles', () => {
    beforeEach(() => setUp());
    const WORDS = [
      ['a token that is refused', 401, 'unauthorized'],
      ['a token without the scope', 403, 'unauthorized'],
      ['a contact that a busy batch has locked', 423, 'unavailable'],
      ['an outage', 502, 'unavailable'],
      ['a request that is wrong', 400, 'rejected'],
    ] as const;
    for (const [what, status, kind] of WORDS) {
      it(`${what} (${status}) is ${kind}`, async () => {
        hubspot.setFault({ kind: 'status', status });
        const { details } = await failure(crm().record(FIRST, 5_000));
        assert.deepEqual([details.kind, details.status, details.provider], [kind, status, 'hubspot']);
      });
    }

    it('too many requests (429) wait as long as it says, else for the next window of ten seconds', async () => {
      hubspot.setFault({ kind: 'status', status: 429, headers: { 'retry-after': '3' }, times: 1 });
      assert.equal((await failure(crm().record(FIRST, 5_000))).details.retryAfterMs, 3_000);
      hubspot.setFault({ kind: 'status', status: 429, times: 1 });
      assert.equal((await failure(crm().record(FIRST, 5_000))).details.retryAfterMs, 10_000);
    });

    it('no answer costs a step no more than the time it has', async () => {
      hubspot.setFault({ kind: 'hang' });
      assert.equal((await failure(crm().record(FIRST, 50))).details.kind, 'unavailable');
      const silent = createHubspotCrm({
        ...options(),
        notes: { claimNote: async () => true, settleNote: async () => undefined },
        findAddress: () => new Promise(() => undefined),
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      });
      hubspot.setFault(null);
      assert.equal((await failure(silent.record(FIRST, 50))).details.kind, 'unavailable');
    });

    it('a wrong token never shows in the error', async () => {
      assert.equal(
        (await failure(crm({ token: 'pat-eu1-other' }).record(FIRST, 5_000))).details.kind,
        'unauthorized',
      );
    });
  });
});

describe('several CRMs at once', () => {
  const failing = (kind: 'unauthorized' | 'unavailable'): Crm => ({
    record: () => Promise.reject(new ProviderError({ provider: kind, kind, doing: 'telling' })),
  });

  it('one that fails leaves the others alone, and the whole is told again', async () => {
    const taken: string[] = [];
    const working: Crm = { record: async ({ status }) => void taken.push(status) };
    const all = tellAll([failing('unauthorized'), working, failing('unavailable')]);
    await assert.rejects(all.record(FIRST, 100), /^ProviderError: unavailable/);
    assert.deepEqual(taken, ['first_notice']);
    await tellAll([working]).record(FIRST, 100);
    assert.deepEqual(taken, ['first_notice', 'first_notice']);
  });
});
