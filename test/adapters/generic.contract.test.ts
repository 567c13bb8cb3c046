import assert from 'node:assert/strict';
import { createGenericBilling } from '../../src/adapters/generic/billing.ts';
import { startGenericSimulator, type GenericSimulator } from '../simulators/index.ts';
import { openLedger, type OpenLedger } from './postgres/open-ledger.ts';
import { providerErrorOf } from './provider-error-of.ts';

const MARIA = { name: 'Maria Silva', whatsappPhone: '+233245552007' };

describe('a debt read where GENERIC_READ_URL says', () => {
  let database: OpenLedger;
  let generic: GenericSimulator;
  const billing = (secret = 'shared') =>
    createGenericBilling({
      ledger: database.ledger,
      read: { readUrl: generic.readUrl, secret, timeoutMs: 500, now: Date.now },
    });
  before(async () => {
    database = await openLedger();
  });
  after(() => database.close());
  beforeEach(async () => {
    generic = await startGenericSimulator({ secret: 'shared' });
  });
  afterEach(() => generic.close());

  const kindOf = async (asking: Promise<unknown>) => (await providerErrorOf(asking)).details.kind;

  it('is asked for with a signature, and its customer is read fresh with it', async () => {
    const id = generic.createDebt(MARIA);
    const invoice = await billing().readInvoice(id);
    assert.deepEqual(
      [invoice.standing, invoice.amountRemaining.minor, invoice.payUrl],
      ['open', 1999n, `https://billing.example/pay/${id}`],
    );
    generic.debts.get(id)!.customer['phone'] = '+233245559999';
    const customer = await billing().readCustomer(invoice.customerId!);
    assert.ok(customer.kind === 'found');
    assert.deepEqual([customer.name, customer.whatsappPhone], ['Maria Silva', '+233245559999']);
    assert.ok(generic.reads.every(({ isSigned }) => isSigned));
  });

  it('stands as the answer says; one that owes nothing is paid, and 410 is deleted', async () => {
    const id = generic.createDebt(MARIA);
    const standing = async () => (await billing().readInvoice(id)).standing;
    const own = generic.debts.get(id)!;
    own.standing = 'uncollectible';
    assert.equal(await standing(), 'uncollectible');
    Object.assign(own, { standing: 'open', debt: { ...own.debt, amount_due: '0' } });
    assert.equal(await standing(), 'paid');
    own.standing = 'deleted';
    assert.equal(await standing(), 'deleted');
  });

  it('is unknown, and never deleted, where the address answers 404', async () => {
    assert.equal(await kindOf(billing().readInvoice('inv_unknown')), 'not_found');
  });

  for (const [what, fault, kind] of [
    ['a refusal', { kind: 'status', status: 403 }, 'unauthorized'],
    ['too many requests', { kind: 'status', status: 429 }, 'rate_limited'],
    ['an error of its own', { kind: 'status', status: 502 }, 'unavailable'],
    ['no answer in time', { kind: 'hang' }, 'unavailable'],
    ['a page that is no JSON', { kind: 'html' }, 'unavailable'],
  ] as const) {
    it(`is not known after ${what}: ${kind}`, async () => {
      const id = generic.createDebt(MARIA);
      generic.setFault(fault);
      assert.equal(await kindOf(billing().readInvoice(id)), kind);
    });
  }

  it('is not known with a secret that the other side does not share, or an answer about another debt', async () => {
    const id = generic.createDebt(MARIA);
    assert.equal(await kindOf(billing('other').readInvoice(id)), 'unauthorized');
    generic.debts.get(id)!.debt.id = 'inv_other';
    assert.equal(await kindOf(billing().readInvoice(id)), 'unavailable');
  });
});

describe('what events tell of a debt', () => {
  let database: OpenLedger;
  before(async () => {
    database = await openLedger();
  });
  after(() => database.close());

  const record = (debtId: string, at: string, amountDueMinor: string) => ({
    debt: { source: 'generic' as const, debtId },
    ...{ at, amountDueMinor, currency: 'EUR', chargeAttempt: 1, customerId: 'c_1', subscriptionId: null },
    told: { number: null, payUrl: null, customer: null },
  });

  it('is what was told last, in whatever order it comes', async () => {
    const { ledger } = database;
    await ledger.recordTold(record('inv_1', '2026-11-24T10:00:00.000Z', '500'));
    await ledger.recordTold(record('inv_1', '2026-11-23T10:00:00.000Z', '1999'));
    const billing = createGenericBilling({ ledger, read: null });
    assert.equal((await billing.readInvoice('inv_1')).amountRemaining.minor, 500n);
    assert.equal((await billing.readInvoice('inv_1')).standing, 'open');
  });

  it('is closed by the standing that the ledger knows', async () => {
    const { ledger } = database;
    await ledger.recordStanding({ source: 'generic', debtId: 'inv_2' }, 'paid', '2026-11-24T10:00:00.000Z');
    assert.equal((await createGenericBilling({ ledger, read: null }).readInvoice('inv_2')).standing, 'paid');
  });

  it('a customer of whom nothing was told is nobody to write to, and not a deleted one', async () => {
    const customer = await createGenericBilling({ ledger: database.ledger, read: null }).readCustomer(
      'c_unknown',
    );
    assert.ok(customer.kind === 'found');
    assert.equal(customer.whatsappPhone, null);
  });
});
