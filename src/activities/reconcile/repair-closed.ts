import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import type { RecoveryInput } from '../../domain/recovery-input.ts';
import { toInstant } from '../../domain/instant.ts';
import type { ClosingStanding, Standing } from '../../domain/standing.ts';
import { ofSource } from '../../ports/per-source.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { readDebt } from '../../ports/read-debt.ts';
import { entryOf } from './collect-event.ts';
import type { ReconcileDeps } from './deps.ts';
import { isNotOffered } from './sweep-refusal.ts';

/** Read one after another: the processor's limits are for messages first. */
const PAGE = 20;

/**
 * Debts that were closed at the processor without our hearing of it: the closing goes into the inbox, which writes the
 * standing and tells the run (or gives access back, where the recovery is over).
 */
export async function repairClosed(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  const { items, next } = await deps.records.unsettledRecoveries(request.cursor, PAGE);
  const findings: string[] = [];
  let unreadable: string | null = null;
  let repaired = 0;
  for (const { input } of items) {
    const standing = await standingOf(deps, input);
    if (standing === 'open') continue;
    if (standing instanceof ProviderError) {
      unreadable = standing.message;
      findings.push(`${input.debtId}: ${standing.message}`);
    } else if (await appendClosing(deps, input, { standing, dryRun: request.dryRun })) {
      findings.push(`${input.debtId}: ${standing}`);
      repaired += 1;
    }
  }
  const page = { ...NOTHING_FOUND, looked: items.length, repaired, findings };
  // Not one answer: the next pages would fare the same.
  const isOffered = unreadable === null || findings.length < items.length || repaired > 0;
  return isOffered ? { ...page, next } : { ...NOTHING_FOUND, skipped: unreadable };
}

/** One that this key may not read, for instance of the other mode, does not keep the others from being read. */
async function standingOf(deps: ReconcileDeps, input: RecoveryInput): Promise<Standing | ProviderError> {
  try {
    return (await readDebt(deps.billing, input)).standing;
  } catch (error) {
    if (error instanceof ProviderError && isNotOffered(error)) return error;
    throw error;
  }
}

/** @returns false where this closing is already in the inbox */
async function appendClosing(
  deps: ReconcileDeps,
  input: RecoveryInput,
  { standing, dryRun }: { readonly standing: ClosingStanding; readonly dryRun: boolean },
): Promise<boolean> {
  const { source } = input;
  const event = ofSource(deps.sweeps, source).closingEvent(input, standing, toInstant(await deps.clock()));
  if ((await deps.records.knownEvents(source, [event.eventId])).has(event.eventId)) return false;
  const entry = await entryOf(deps, source, event);
  if (!entry)
    throw new Error(`the closing of ${input.debtId} (${standing}) cannot be read by its own source`);
  if (!dryRun) await deps.inbox.append([entry]);
  return true;
}
