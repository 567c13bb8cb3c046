import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { ClosingStanding } from '../domain/standing.ts';
import type { CustomerReading, FoundCustomer, InvoiceReading } from '../ports/billing.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ofSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { readDebt } from '../ports/read-debt.ts';
import type { Deferred, Stopped, Trouble } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { growingPause } from './growing-pause.ts';

/** A fresh look: the invoice is open. `customer` is null only where the source knows none. */
export interface OpenLook {
  readonly kind: 'open';
  readonly invoice: InvoiceReading;
  readonly customer: FoundCustomer | null;
  /** When the re-read began, and when its answer was there (milliseconds since 1970). */
  readonly beganAt: IsoInstant;
  readonly answeredAtMs: number;
}

/** A look at the invoice is good for this long; whatever took longer looks again. */
const LOOK_FRESH_MS = 2_000;
/** However it is spent: its answer may take the 5 s of a read; what is older was slept through by the process. */
const LOOK_LASTS_MS = 5_000 + LOOK_FRESH_MS;

/** Whether a message may still go out on the strength of this look. */
export async function isFresh({ clock }: ActivityDeps, look: OpenLook): Promise<boolean> {
  const now = await clock();
  return now - look.answeredAtMs <= LOOK_FRESH_MS && now - toEpochMs(look.beganAt) <= LOOK_LASTS_MS;
}

/** First pause after a processor that cannot be read. */
const FIRST_PAUSE_MS = 2_000;

/** And after money that is on its way: a bank takes days, and its event ends the wait. */
const FIRST_BANK_PAUSE_MS = 60_000;

/**
 * Reads the invoice's standing, in the ledger and then at its source: without a fresh look nothing is sent.
 * What it finds closed is written to the ledger, which never forgets it.
 */
export async function lookAtInvoice(
  deps: ActivityDeps,
  { input }: RecoveryRecord,
  trouble: Trouble | null,
): Promise<OpenLook | Stopped | Deferred> {
  const known = await deps.ledger.findStanding(input);
  if (known) return { kind: 'stopped', standing: known };
  try {
    const look = await readNow(deps, input);
    const closed = closedBy(look.invoice, look.customer);
    if (closed) {
      await deps.ledger.recordStanding(input, closed, toInstant(look.answeredAtMs));
      return { kind: 'stopped', standing: closed };
    }
    if (look.invoice.isBeingPaid)
      return lookLater(deps, trouble, { why: 'being_paid', firstMs: FIRST_BANK_PAUSE_MS });
    return { ...look, kind: 'open', customer: look.customer?.kind === 'found' ? look.customer : null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await tellStaff(deps, error, { debtId: input.debtId, tries: trouble?.tries ?? 0 });
    return unreadable(deps, trouble);
  }
}

/** So many tries in a row may fail before a processor that does not answer is a matter for people. */
const TRIES_BEFORE_ALERT = 5;

/** A refused key or an answer nobody understands does not pass by itself, and keeps every recovery waiting. */
async function tellStaff(
  { alerts, log }: ActivityDeps,
  error: ProviderError,
  { debtId, tries }: { readonly debtId: string; readonly tries: number },
): Promise<void> {
  const { provider, kind } = error.details;
  log.warn({ debtId, err: error }, 'processor.unreadable');
  const mayPass = kind === 'unavailable' || kind === 'rate_limited';
  if (mayPass && tries < TRIES_BEFORE_ALERT) return;
  await alerts.alert({
    key: `processor:${provider}:${kind}`,
    what: `${provider} cannot be read (${error.message}): recoveries wait`,
    remedy: 'check its key and its status page; recoveries go on by themselves after the repair',
  });
}

/** The processor cannot be read, or not in time: another try after a pause that grows. */
export function unreadable(deps: ActivityDeps, trouble: Trouble | null): Promise<Deferred> {
  return lookLater(deps, trouble, { why: 'processor_unreachable', firstMs: FIRST_PAUSE_MS });
}

async function lookLater(
  deps: ActivityDeps,
  trouble: Trouble | null,
  pause: { readonly why: Deferred['why']; readonly firstMs: number },
): Promise<Deferred> {
  const until = toInstant((await deps.clock()) + growingPause(deps, trouble, pause));
  return { kind: 'deferred', until, why: pause.why };
}

interface Readings {
  readonly invoice: InvoiceReading;
  readonly customer: CustomerReading | null;
  readonly beganAt: IsoInstant;
  readonly answeredAtMs: number;
}

/** The customer first and the invoice last: what a message depends on is no older than it must be. */
async function readNow({ billing, clock }: ActivityDeps, input: RecoveryInput): Promise<Readings> {
  const customerId = input.customerId ?? (await readDebt(billing, input)).customerId;
  const customer = customerId ? await ofSource(billing, input.source).readCustomer(customerId) : null;
  const beganAt = toInstant(await clock());
  const invoice = await readDebt(billing, input);
  return { invoice, customer, beganAt, answeredAtMs: await clock() };
}

function closedBy(invoice: InvoiceReading, customer: CustomerReading | null): ClosingStanding | null {
  if (invoice.standing !== 'open') return invoice.standing;
  return customer?.kind === 'deleted' ? 'subscription_ended' : null;
}
