import { setHandler } from '@temporalio/workflow';
import { toInstant } from '../domain/instant.ts';
import type { RecoveryFact } from '../domain/recovery.ts';
import type { RecoveryStatus } from '../domain/recovery-status.ts';
import * as messages from './messages.ts';
import { mayAct, mayPause, maySendNow } from './message-validators.ts';
import type { StaffAction } from './messages.ts';
import type { RecoveryRun } from './recovery-run.ts';

/** Registers every signal, update and query; before the first await, so that none is missed. */
export function handleMessages(run: RecoveryRun): void {
  handleSignals(run);
  handleUpdates(run);
  setHandler(messages.recoveryStatusQuery, () => run.status());
}

function handleSignals(run: RecoveryRun): void {
  setHandler(messages.paymentSucceededSignal, ({ eventId }) =>
    run.apply({ kind: 'closed', eventId, standing: 'paid' }),
  );
  setHandler(messages.paymentFailedSignal, ({ eventId }) => run.apply({ kind: 'charge_failed', eventId }));
  setHandler(messages.invoiceClosedSignal, ({ eventId, standing }) =>
    run.apply(
      standing === 'disputed' ? { kind: 'disputed', eventId } : { kind: 'closed', eventId, standing },
    ),
  );
  setHandler(messages.customerRepliedSignal, (reply) => run.apply({ kind: 'replied', ...reply }));
  setHandler(messages.contactOptedOutSignal, () => run.apply({ kind: 'opted_out' }));
  setHandler(messages.holdReleasedSignal, ({ hold }) =>
    run.apply({ kind: 'released', hold, at: toInstant(Date.now()) }),
  );
}

function handleUpdates(run: RecoveryRun): void {
  const act = (fact: RecoveryFact): RecoveryStatus => {
    run.apply(fact);
    return run.status();
  };
  setHandler(
    messages.pauseRecoveryUpdate,
    ({ until }) => act({ kind: 'held', hold: { kind: 'staff', until: until ?? null } }),
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
