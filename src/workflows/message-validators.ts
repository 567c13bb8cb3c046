import { toEpochMs } from '../domain/instant.ts';
import type { StaffAction } from './messages.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** Refuses an update, before it enters history, with an error that names the field and the remedy. */
export function mayAct(run: RecoveryRun, { actor, reason }: StaffAction): void {
  const { outcome } = run.state();
  if (outcome) throw new Error(`the recovery has ended (${outcome}): nothing can change it any more`);
  if (!actor?.trim()) throw new Error('actor: say who does this, e.g. "ana"');
  if (!reason?.trim()) throw new Error('reason: say why, in a few words');
}

export function mayPause(run: RecoveryRun, action: StaffAction & { readonly until?: string }): void {
  mayAct(run, action);
  if (action.until === undefined || action.until === null) return;
  if (!isInstant(action.until) || toEpochMs(action.until) <= Date.now()) {
    throw new Error('until: give an instant in the future, e.g. 2026-12-01T09:00:00Z, or leave it out');
  }
}

/** With a zone: without one it would mean another instant on each worker. */
function isInstant(text: string): boolean {
  return /(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
}

export function maySendNow(run: RecoveryRun, action: StaffAction): void {
  mayAct(run, action);
  const { hold, currentStep } = run.status();
  if (hold) throw new Error(`the recovery is on hold (${hold}): resume it first`);
  if (currentStep === 'winback')
    throw new Error('every step of the sequence is taken: nothing is left to send');
}
