import type { RecoveryStatus } from './recovery-status.ts';

/** The plan and what became of it, as Markdown for the Web UI's current details. Ids and instants only. */
export function describeRecovery(status: RecoveryStatus): string {
  return [headline(status), '', ...status.plan.map((planned) => planLine(status, planned))].join('\n');
}

function headline(status: RecoveryStatus): string {
  if (status.outcome) return `**Ended: ${status.outcome}** (access ${status.access})`;
  if (status.hold) return `**On hold: ${status.hold}** before ${status.currentStep}`;
  return `**Next: ${status.currentStep}** at ${status.nextStepAt ?? 'once released'} (access ${status.access})`;
}

function planLine(status: RecoveryStatus, planned: RecoveryStatus['plan'][number]): string {
  const deliveries = status.deliveries.filter((delivery) => delivery.step === planned.step);
  const done = deliveries.map(({ channel, state, at }) => `${state} by ${channel} at ${at}`).join(', ');
  const moved = planned.movedBy ? ` (${planned.movedBy})` : '';
  return `- ${planned.step}, due ${planned.dueAt}${moved}${done ? `: ${done}` : ''}`;
}
