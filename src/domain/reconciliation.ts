import type { IsoInstant } from './instant.ts';

/** What reconciliation looks after, in its order: what is found closed or ended is told to the CRM in the same run. */
export const REPAIRS = [
  'undelivered_events',
  'missing_recoveries',
  'closed_elsewhere',
  'runs',
  'crm',
  'inbox',
] as const;
export type Repair = (typeof REPAIRS)[number];

/** Where a run of reconciliation begins. */
export interface ReconciliationStart {
  readonly startedAt: IsoInstant;
  /** Events that happened before were looked at by an earlier, complete run. */
  readonly eventsSince: IsoInstant;
  /** Where the last run stopped because it had looked at enough; absent: from the beginning. */
  readonly cursors: Readonly<Partial<Record<Repair, string>>>;
}

export interface RepairRequest extends Omit<ReconciliationStart, 'cursors'> {
  readonly repair: Repair;
  readonly cursor: string | null;
  /** Looks and counts, and changes nothing. */
  readonly dryRun: boolean;
}

/** What one bounded page of a repair came to. Findings name ids and instants, no personal data. */
export interface RepairPage {
  readonly looked: number;
  readonly repaired: number;
  /** Found, and not repaired: waits for the next run, or for a person. */
  readonly left: number;
  readonly findings: readonly string[];
  readonly next: string | null;
  /** Why this repair cannot be made here at all, e.g. a list that the processor does not offer. */
  readonly skipped: string | null;
}

/** The same of a whole run. `cursor`: where the next run goes on; null: everything was looked at. */
export interface RepairReport extends Omit<RepairPage, 'next'> {
  readonly repair: Repair;
  readonly cursor: string | null;
  /** Why it stopped in the middle; null: it did not. */
  readonly failed: string | null;
}

/** Pages of one run at most: what a busy day leaves is done by the next run. */
const MAX_PAGES: Readonly<Record<Repair, number>> = {
  undelivered_events: 100,
  missing_recoveries: 50,
  closed_elsewhere: 25,
  runs: 100,
  crm: 20,
  inbox: 1,
};
const FINDINGS_KEPT = 20;

export const NOTHING_FOUND: RepairPage = {
  looked: 0,
  repaired: 0,
  left: 0,
  findings: [],
  next: null,
  skipped: null,
};

export interface ReconciliationDriver {
  readonly start: ReconciliationStart;
  readonly dryRun: boolean;
  readonly repairPage: (request: RepairRequest) => Promise<RepairPage>;
  /** Why a repair failed, in words; throws again what must end the whole run. */
  readonly explain: (error: unknown) => string;
}

/** Makes every repair, page by page; one that fails leaves the others alone. Deterministic. */
export async function reconcileAll(driver: ReconciliationDriver): Promise<readonly RepairReport[]> {
  const reports: RepairReport[] = [];
  for (const repair of REPAIRS) reports.push(await makeRepair(driver, repair));
  return reports;
}

async function makeRepair(driver: ReconciliationDriver, repair: Repair): Promise<RepairReport> {
  const { start, dryRun, repairPage, explain } = driver;
  const { cursors, ...begun } = start;
  const first = cursors[repair] ?? null;
  const { next: _none, ...nothing } = NOTHING_FOUND;
  let report: RepairReport = { ...nothing, repair, cursor: first, failed: null };
  try {
    for (let pages = 0; pages < MAX_PAGES[repair]; pages += 1) {
      const page = await repairPage({ ...begun, repair, dryRun, cursor: report.cursor });
      report = withPage(report, page);
      if (page.next === null) return report;
    }
    return report;
  } catch (error) {
    return { ...report, failed: explain(error) };
  }
}

function withPage(report: RepairReport, page: RepairPage): RepairReport {
  return {
    ...report,
    looked: report.looked + page.looked,
    repaired: report.repaired + page.repaired,
    left: report.left + page.left,
    findings: [...report.findings, ...page.findings].slice(0, FINDINGS_KEPT),
    skipped: page.skipped,
    cursor: page.next,
  };
}

/** What a person must look at, a sentence each; empty where nobody is needed. */
export function mattersForStaff(reports: readonly RepairReport[]): readonly string[] {
  return reports.flatMap((report) => {
    const { repair, left, failed, findings } = report;
    if (failed) return [`${repair} failed: ${failed}`];
    if (left > 0) return [`${repair}: ${left} left (${findings.join(', ')})`];
    return [];
  });
}
