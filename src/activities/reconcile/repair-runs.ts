import { NOTHING_FOUND, type RepairPage, type RepairRequest } from '../../domain/reconciliation.ts';
import { toInstant } from '../../domain/instant.ts';
import { isPaidOutcome } from '../../domain/outcome.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import { settleAllInterrupted } from '../settle-interrupted.ts';
import type { ReconcileDeps } from './deps.ts';

const PAGE = 100;
/** Questions to Temporal at once. */
const AT_ONCE = 10;

/**
 * Recoveries without outcome whose run is not at work. Without any run (a crash came before the start, or Temporal has
 * lost it): started again with the same id and first failure, and the ledger's deliveries keep it from repeating
 * itself. Terminated, failed or timed out: `cancelled`, and never started again. Completed: its outcome is written.
 */
export async function repairRuns(deps: ReconcileDeps, request: RepairRequest): Promise<RepairPage> {
  const page = await deps.records.openRecoveries(request.cursor, PAGE);
  const findings: string[] = [];
  for (let from = 0; from < page.items.length; from += AT_ONCE) {
    const some = page.items.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((record) => repairRun(deps, record, request.dryRun)));
    findings.push(...found.filter((finding) => finding !== null));
  }
  const looked = page.items.length;
  return { ...NOTHING_FOUND, looked, repaired: findings.length, findings, next: page.next };
}

async function repairRun(
  deps: ReconcileDeps,
  record: RecoveryRecord,
  dryRun: boolean,
): Promise<string | null> {
  const { input } = record;
  const run = await deps.runs.runOf(input);
  switch (run.kind) {
    case 'running':
      return null;
    case 'absent':
      if (!dryRun) await deps.engine.start(input);
      return `${input.debtId}: started again`;
    case 'broken':
      return end(deps, record, { outcome: 'cancelled', by: run.how, dryRun });
    case 'ended':
      if (run.outcome === null) return null;
      return end(deps, record, { outcome: run.outcome, by: null, dryRun });
  }
}

type Ending = { readonly dryRun: boolean } & Pick<
  Parameters<ReconcileDeps['records']['endRecovery']>[0],
  'outcome' | 'by'
>;

/** Null where the recovery has written its own outcome meanwhile. */
async function end(
  deps: ReconcileDeps,
  { input }: RecoveryRecord,
  { dryRun, outcome, by }: Ending,
): Promise<string | null> {
  if (!dryRun) {
    const now = toInstant(await deps.clock());
    const ended = { debt: input, outcome, by, crmPending: deps.crm !== null, now };
    // What was being sent when the run ended may or may not have gone out.
    await settleAllInterrupted(deps, input);
    if (!(await deps.records.endRecovery(ended))) return null;
    // Paid before it was ended, and nobody was left to give access back.
    const isPaid = isPaidOutcome(outcome) || (await deps.ledger.findStanding(input)) === 'paid';
    if (isPaid && (await deps.ledger.isSuspended(input))) await deps.engine.restoreAccess(input);
  }
  return `${input.debtId}: ${outcome}${by ? ` (by: ${by})` : ''}`;
}
