import type { RepairReport } from '../domain/reconciliation.ts';

/** What a run of reconciliation came to: a line each repair, and its findings under it. */
export function describeReconciliation(reports: readonly RepairReport[], dryRun: boolean): string {
  const title = dryRun ? 'Dry run: nothing was changed.' : 'Reconciled.';
  return [title, '', ...reports.flatMap((report) => linesOf(report, dryRun))].join('\n');
}

function linesOf(report: RepairReport, dryRun: boolean): string[] {
  const { repair, looked, repaired, left, findings, cursor } = report;
  const counts = [
    `${looked} looked at`,
    `${repaired} ${dryRun ? 'to repair' : 'repaired'}`,
    ...(left > 0 ? [`${left} left`] : []),
    ...(cursor ? ['the next run goes on from here'] : []),
  ].join(', ');
  const why = report.failed
    ? `failed: ${report.failed}`
    : report.skipped
      ? `skipped: ${report.skipped}`
      : counts;
  return [`${repair.padEnd(20)} ${why}`, ...findings.map((finding) => `${' '.repeat(21)}${finding}`)];
}
