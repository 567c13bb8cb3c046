import { setHandler } from '@temporalio/workflow';
import { toInstant } from '../domain/instant.ts';
import type { RecoveryFact } from '../domain/recovery.ts';
import type { RecoveryStatus } from '../domain/recovery-status.ts';
import { hearOptOut } from './hear-opt-out.ts';
import * as messages from './messages.ts';
import { mayAct, mayPause, maySendNow } from './message-validators.ts';
import type { StaffAction } from './messages.ts';
import { guarded, readHoldKind, readId, readInstant, readReplyHold, readStanding } from './read-signal.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** Registers every signal, update and query; before the first await, so that none is missed. */
export function handleMessages(run: RecoveryRun): void {
  handleSignals(run);
  handleUpdates(run);
  setHandler(messages.recoveryStatusQuery, () => run.status());
}

function handleSignals(run: RecoveryRun): void {
  setHandler(
    messages.paymentSucceededSignal,
    guarded('paymentSucceeded', ({ eventId }) => closed(run, eventId, 'paid')),
  );
  setHandler(
    messages.invoiceClosedSignal,
    guarded('invoiceClosed', ({ eventId, standing }) => closed(run, eventId, standing)),
  );
  setHandler(
    messages.paymentFailedSignal,
    guarded('paymentFailed', ({ eventId }) =>
      run.apply({ kind: 'charge_failed', eventId: readId(eventId, 'eventId') }),
    ),
  );
  setHandler(
    messages.customerRepliedSignal,
    guarded('customerReplied', ({ replyId, holdUntil, hold }) =>
      run.apply({
        kind: 'replied',
        replyId: readId(replyId, 'replyId'),
        hold: hold ? readReplyHold(hold) : null,
        holdUntil: holdUntil ? readInstant(holdUntil, 'holdUntil') : null,
      }),
    ),
  );
  setHandler(messages.contactOptedOutSignal, (told) => hearOptOut(run, told));
  setHandler(
    messages.holdReleasedSignal,
    guarded('holdReleased', ({ hold }) =>
      run.apply({ kind: 'released', hold: readHoldKind(hold), at: toInstant(Date.now()) }),
    ),
  );
}

function closed(run: RecoveryRun, eventId: unknown, standing: unknown): void {
  const id = readId(eventId, 'eventId');
  if (standing === 'disputed') run.apply({ kind: 'disputed', eventId: id });
  else run.apply({ kind: 'closed', eventId: id, standing: readStanding(standing) });
}

function handleUpdates(run: RecoveryRun): void {
  const act = (fact: RecoveryFact): RecoveryStatus => {
    run.apply(fact);
    return run.status();
  };
  setHandler(
    messages.pauseRecoveryUpdate,
    ({ until }) =>
      act({ kind: 'held', hold: { kind: 'staff', until: until ? readInstant(until, 'until') : null } }),
    { validator: (action: StaffAction & { readonly until?: string }) => mayPause(run, action) },
  );
  setHandler(
    messages.resumeRecoveryUpdate,
    () => act({ kind: 'released', hold: 'all', at: toInstant(Date.now()) }),
    {
      validator: (action: StaffAction) => mayAct(run, action),
    },
  );
  setHandler(messages.sendNextStepNowUpdate, () => act({ kind: 'send_now' }), {
    validator: (action: StaffAction) => maySendNow(run, action),
  });
  setHandler(messages.cancelRecoveryUpdate, () => act({ kind: 'ended', outcome: 'cancelled' }), {
    validator: (action: StaffAction) => mayAct(run, action),
  });
}
