import { z } from 'zod';
import { createStripeBilling } from '../../src/adapters/stripe/billing.ts';
import { createStripeSweep } from '../../src/adapters/stripe/sweep.ts';
import { toEpochMs, toInstant } from '../../src/domain/instant.ts';
import type { FoundCustomer } from '../../src/ports/billing.ts';
import type { FoundFailure } from '../../src/ports/reconciliation.ts';
import type { SimulatedCustomer, SimulatedInvoice } from './customer.ts';
import type { ScenarioName } from './scenarios.ts';

export interface PastDueOptions {
  readonly secretKey: string;
  /** Null: Stripe's own. */
  readonly apiBase: URL | null;
  /** Invoices made before it are left alone, as reconciliation does: milliseconds. */
  readonly windowMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly scenario: ScenarioName;
}

const TIMEOUT_MS = 10_000;

/**
 * Who is past due at the real Stripe: invoices that are charged automatically, have failed and are still open, with
 * their customers. Read only: `GET /v1/invoices` and `GET /v1/customers/{id}`, the calls of reconciliation.
 * Throws a `ProviderError` that names what was refused.
 */
export async function readPastDue(options: PastDueOptions): Promise<SimulatedCustomer[]> {
  const { secretKey: apiKey, apiBase } = options;
  const billing = createStripeBilling({ apiKey, apiBase, timeoutMs: TIMEOUT_MS });
  const debts = groupedByCustomer(await listFailures(options));
  const customers: SimulatedCustomer[] = [];
  for (const [customerId, invoices] of debts) {
    const reading = await billing.readCustomer(customerId);
    if (reading.kind === 'found') customers.push(customerOf(reading, invoices, options.scenario));
  }
  return customers;
}

async function listFailures({
  secretKey: apiKey,
  apiBase,
  windowMs,
  now,
}: PastDueOptions): Promise<FoundFailure[]> {
  // Events are not listed: neither their types nor the key's mode matter.
  const sweep = createStripeSweep({ apiKey, apiBase, timeoutMs: TIMEOUT_MS, eventTypes: [], isLive: false });
  const found: FoundFailure[] = [];
  let cursor: string | null = null;
  do {
    const page = await sweep.openFailures(toInstant(now - windowMs), cursor);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

/** What `FoundFailure.body` holds: an event around the invoice as it was listed. */
const failure = z.object({
  data: z.object({
    object: z.object({
      customer: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]),
      amount_remaining: z.int().positive(),
      currency: z.string(),
      billing_reason: z.string().nullish(),
      attempt_count: z.int().nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});

type Debts = Map<string, [SimulatedInvoice, ...SimulatedInvoice[]]>;

function groupedByCustomer(found: readonly FoundFailure[]): Debts {
  const debts: Debts = new Map();
  for (const { body, failedAt } of found) {
    const parsed = failure.safeParse(JSON.parse(body));
    // Without a customer there is nobody to write to: production finds no contact either.
    if (!parsed.success) continue;
    const { customer, amount_remaining, currency, ...more } = parsed.data.data.object;
    const invoice: SimulatedInvoice = {
      amountMinor: amount_remaining,
      currency: currency.toUpperCase(),
      declineCode: null,
      billingReason: more.billing_reason ?? null,
      failedAt: toEpochMs(failedAt),
      chargeAttempts: more.attempt_count ?? 1,
      metadata: more.metadata ?? {},
    };
    const others = debts.get(customer);
    if (others) others.push(invoice);
    else debts.set(customer, [invoice]);
  }
  return debts;
}

function customerOf(
  reading: FoundCustomer,
  invoices: readonly [SimulatedInvoice, ...SimulatedInvoice[]],
  scenario: ScenarioName,
): SimulatedCustomer {
  const { name, email, whatsappPhone, preferredLocales, country, state, postalCode, timeZone } = reading;
  return {
    name: name ?? 'A customer without a name',
    scenario,
    whatsappPhone,
    email,
    locale: preferredLocales[0] ?? null,
    country,
    state,
    postalCode,
    timeZone,
    marketingConsent: reading.marketingConsent,
    invoices,
    firstFailureAt: Math.min(...invoices.map(({ failedAt }) => failedAt ?? Infinity)),
  };
}
