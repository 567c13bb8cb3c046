import assert from 'node:assert/strict';
import { chooseCustomers } from '../../scripts/simulate/choose-customers.ts';
import { CustomersError } from '../../scripts/simulate/csv-customers.ts';
import { startStripeSimulator, type StripeSimulator } from '../simulators/index.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const KEY = 'sk_test_past_due';

describe('npm run simulate -- --past-due', () => {
  let stripe: StripeSimulator;
  let now = NOW;

  beforeEach(async () => {
    now = NOW;
    stripe = await startStripeSimulator({
      secretKey: KEY,
      webhookSecret: 'whsec_x',
      now: () => new Date(now),
    });
  });
  afterEach(() => stripe.close());

  const pastDue = (secretKey = KEY) =>
    chooseCustomers({
      cast: { kind: 'past_due', scenario: 'never-pays' },
      locale: null,
      env: { STRIPE_SECRET_KEY: secretKey, STRIPE_API_BASE: stripe.url },
      windowMs: 14 * DAY_MS,
      now: NOW,
    });
  const onDay = (day: number): void => void (now = NOW + day * DAY_MS);

  function anOpenInvoice(customer: string, amount = 1999): string {
    const { id } = stripe.createInvoice({ customer, amount, currency: 'eur', metadata: { plan: 'gold' } });
    stripe.failInvoice(id);
    return id;
  }

  it('plays everybody who is past due, with what production would know of them', async () => {
    const maria = stripe.createCustomer({
      name: 'Maria Silva',
      email: 'maria@example.com',
      whatsappPhone: '+5511955501234',
      marketingConsent: true,
      preferredLocales: ['pt-BR'],
      country: 'BR',
      timeZone: 'America/Sao_Paulo',
    });
    onDay(-6);
    anOpenInvoice(maria.id, 5000);
    onDay(-2);
    anOpenInvoice(maria.id);
    const [customer, ...others] = await pastDue();
    assert.deepEqual(others, []);
    const { invoices, ...who } = customer!;
    assert.deepEqual(who, {
      name: 'Maria Silva',
      scenario: 'never-pays',
      whatsappPhone: '+5511955501234',
      email: 'maria@example.com',
      locale: 'pt-BR',
      country: 'BR',
      state: null,
      postalCode: null,
      timeZone: 'America/Sao_Paulo',
      marketingConsent: true,
      firstFailureAt: NOW - 6 * DAY_MS,
    });
    assert.deepEqual(
      invoices.map(({ amountMinor, currency, failedAt, metadata }) => [
        amountMinor,
        currency,
        failedAt,
        metadata,
      ]),
      [
        [1999, 'EUR', NOW - 2 * DAY_MS, { plan: 'gold' }],
        [5000, 'EUR', NOW - 6 * DAY_MS, { plan: 'gold' }],
      ],
    );
  });

  it('leaves out what is paid, was never tried, or is older than reconciliation looks back', async () => {
    const { id: customer } = stripe.createCustomer({ name: 'Ada Byrne' });
    onDay(-20);
    anOpenInvoice(customer);
    onDay(-3);
    stripe.payInvoice(anOpenInvoice(customer));
    stripe.createInvoice({ customer, amount: 700, currency: 'usd' });
    await assert.rejects(
      pastDue(),
      new CustomersError(
        'Nobody is past due: no open invoice of the last 14 days (RECONCILE_WINDOW) has failed.',
      ),
    );
  });

  it('reads every page of the list, and nothing but invoices and customers, and writes nothing', async () => {
    onDay(-1);
    for (let made = 0; made < 120; made += 1) anOpenInvoice(stripe.createCustomer({ name: `N ${made}` }).id);
    assert.equal((await pastDue()).length, 120);
    const asked = stripe.requests.map(({ method, path }) => `${method} ${path.replace(/cus_\w+/, 'cus')}`);
    assert.deepEqual([...new Set(asked)].sort(), ['GET /v1/customers/cus', 'GET /v1/invoices']);
  });

  it('says which key is missing or refused, and never shows it', async () => {
    await assert.rejects(pastDue(' '), /STRIPE_SECRET_KEY is missing/);
    await assert.rejects(
      pastDue('sk_test_wrong'),
      (error: Error) => !error.message.includes('sk_test_wrong'),
    );
  });
});
