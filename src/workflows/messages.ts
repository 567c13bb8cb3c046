import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { HoldKind, ReplyHoldKind } from '../domain/hold.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { RecoveryStatus } from '../domain/recovery-status.ts';
import type { ClosingStanding } from '../domain/standing.ts';

/** Signals are facts told by machines; an `eventId` seen before is ignored. */
export const paymentSucceededSignal = defineSignal<[{ eventId: string; at: IsoInstant }]>('paymentSucceeded');
export const paymentFailedSignal =
  defineSignal<[{ eventId: string; at: IsoInstant; chargeAttempt: number }]>('paymentFailed');
export const invoiceClosedSignal =
  defineSignal<[{ eventId: string; at: IsoInstant; standing: ClosingStanding | 'disputed' }]>(
    'invoiceClosed',
  );
/** Holds as `reply` until its instant; with `hold` as that, and without an instant until it is released. */
export const customerRepliedSignal =
  defineSignal<[{ replyId: string; holdUntil: IsoInstant | null; hold?: ReplyHoldKind }]>('customerReplied');
/** `recorded`: by whoever tells it, for the number; otherwise the run that hears it does that. */
export const contactOptedOutSignal =
  defineSignal<[{ at: IsoInstant; recorded?: boolean }]>('contactOptedOut');
export const holdReleasedSignal = defineSignal<[{ hold: HoldKind }]>('holdReleased');

/** Who does it and why; kept in history, so write no personal data into it. */
export interface StaffAction {
  readonly actor: string;
  readonly reason: string;
}

/** Updates are commands of staff; each answers with the status after it. */
export const pauseRecoveryUpdate = defineUpdate<RecoveryStatus, [StaffAction & { until?: IsoInstant }]>(
  'pauseRecovery',
);
export const resumeRecoveryUpdate = defineUpdate<RecoveryStatus, [StaffAction]>('resumeRecovery');
export const sendNextStepNowUpdate = defineUpdate<RecoveryStatus, [StaffAction]>('sendNextStepNow');
export const cancelRecoveryUpdate = defineUpdate<RecoveryStatus, [StaffAction]>('cancelRecovery');

export const recoveryStatusQuery = defineQuery<RecoveryStatus>('recoveryStatus');
