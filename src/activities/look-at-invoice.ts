import { toInstant, type IsoInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { Billing, CustomerReading, InvoiceReading } from '../ports/billing.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { Deferred, Stopped } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';

type Customer = Extract<CustomerReading, { kind: 'found' }>;

/** A fresh look: the invoice is open. `customer` is null only where the source knows none. */
export interface OpenLook {
  readonly kind: 'open';
  readonly invoice: InvoiceReading;
  readonly customer: Customer | null;
  /** When the re-read began, and when its answer was there (milliseconds since 1970). */
  readonly beganAt: IsoInstant;
  readonly answeredAtMs: number;
}

/** First pause after a processor that cannot be read; doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Reads the invoice's standing, in the ledger and then at its source: without a fresh look nothing is sent.
 * What it finds closed is written to the ledger, which never forgets it.
 */
export async function lookAtInvoice(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  unreachableTries: number,
): Promise<OpenLook | Stopped | Deferred> {
  const known = await deps.ledger.findStanding(input);
  if (known) return { kind: 'stopped', standing: known };
  const beganAt = toInstant(await deps.clock());
  try {
    const [invoice, customer] = await readBoth(deps.billing[input.source], input);
    const closed = closedBy(invoice, customer);
    const now = await deps.clock();
    if (closed) {
      await deps.ledger.recordStanding(input, closed, toInstant(now));
      return { kind: 'stopped', standing: closed };
    }
    const found = customer?.kind === 'found' ? customer : null;
    return { kind: 'open', invoice, customer: found, beganAt, answeredAtMs: now };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ debtId: input.debtId, err: error }, 'processor.unreadable');
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** unreachableTries, LONGEST_PAUSE_MS);
    const until = toInstant((await deps.clock()) + pause);
    return { kind: 'deferred', until, why: 'processor_unreachable' };
  }
}

/** An invoice or an order, as it stands now. */
export function readDebt(billing: Billing, { kind, debtId }: RecoveryInput): Promise<InvoiceReading> {
  return kind === 'order' ? billing.readOrder(debtId) : billing.readInvoice(debtId);
}

/** Both at once, so that the invoice is no older than it must be when the message goes out. */
async function readBoth(
  billing: Billing,
  input: RecoveryInput,
): Promise<readonly [InvoiceReading, CustomerReading | null]> {
  const { customerId } = input;
  if (customerId) return Promise.all([readDebt(billing, input), billing.readCustomer(customerId)]);
  const invoice = await readDebt(billing, input);
  return [invoice, invoice.customerId ? await billing.readCustomer(invoice.customerId) : null];
}

function closedBy(invoice: InvoiceReading, customer: CustomerReading | null): ClosingStanding | null {
  if (invoice.standing !== 'open') return invoice.standing;
  return customer?.kind === 'deleted' ? 'subscription_ended' : null;
}
