import type { DebtRef } from '../domain/ids.ts';
import type { StepId } from '../domain/sequence.ts';
import type { Decided, DeliveryDesk, Resent, StaffDecision } from '../ports/staff-desk.ts';
import { table, type VerbAnswer } from './answer.ts';
import { UsageError } from './command.ts';

/** Messages of which nobody knows whether they went out, with what may tell. */
export async function listUnknown(desk: DeliveryDesk): Promise<VerbAnswer> {
  const unknowns = await desk.unknowns();
  if (unknowns.length === 0) return { text: 'No delivery is unknown.', data: { unknown: [] } };
  const rows = unknowns.map(({ debtId, step, channel, at, reason, hints }) => [
    debtId,
    step,
    channel,
    at,
    reason ?? '',
    hints.length > 0 ? `receipt without delivery: ${hints.join(', ')}` : '',
  ]);
  const help =
    'Look at the phone, then: settle <debt> <step> sent|rejected --by <you>, or: resend <debt> <step> --by <you> ' +
    '(of an e-mail: --channel email)';
  return { text: `${table(rows)}\n\n${help}`, data: { unknown: unknowns } };
}

/** Staff have looked. Throws a `UsageError` where nothing is unknown. */
export async function settleUnknown(
  desk: DeliveryDesk,
  decision: StaffDecision,
  state: 'sent' | 'rejected',
): Promise<VerbAnswer> {
  debtIn(await desk.settle(decision, state), decision);
  const { debtId, step, channel, actor } = decision;
  return {
    text: `${step} of ${debtId} (${channel}) is ${state} now, says ${actor}.`,
    data: { debtId, step, channel, state, actor },
  };
}

const OTHER_LOST = 'the answer on the other channel was lost too: settle that one first';

export interface Resending {
  readonly desk: DeliveryDesk;
  /** One try, with every check that any message passes but its hour. */
  readonly send: (debt: DebtRef, step: StepId) => Promise<Resent>;
}

/** Sends an unknown message once more, because a person says so. Throws a `UsageError` where nothing is unknown. */
export async function resendUnknown({ desk, send }: Resending, decision: StaffDecision): Promise<VerbAnswer> {
  const debt = debtIn(await desk.reopen(decision), decision);
  let resent: Resent = { kind: 'not_sent', why: 'it failed' };
  try {
    resent = await send(debt, decision.step);
  } finally {
    // Nothing sends it later by itself: what was not requested now must stay on the list.
    const isBack = await desk.giveBack(decision, debt);
    if (isBack && resent.kind === 'unknown') resent = { kind: 'not_sent', why: OTHER_LOST };
  }
  if (resent.kind === 'sent') await desk.releaseSuspension(decision, debt);
  const { debtId, step, actor } = decision;
  const data = { debtId, step, actor, result: resent };
  const about = `${step} of ${debtId}`;
  if (resent.kind === 'sent') return { text: `${about} is sent (${resent.channel}).`, data };
  if (resent.kind === 'unknown')
    return { text: `The answer to ${about} was lost again.`, data, isTrouble: true };
  return { text: `${about} was not sent (${resent.why}); it is unknown as before.`, data, isTrouble: true };
}

function debtIn(decided: Decided, { debtId, step, channel }: StaffDecision): DebtRef {
  switch (decided.kind) {
    case 'done':
      return decided.debt;
    case 'ended':
      throw new UsageError(
        `the recovery of ${debtId} has ended (${decided.outcome}): nothing may be sent any more`,
      );
    case 'covered':
      throw new UsageError(
        `${step} of ${debtId} reached the customer by ${decided.by}: settle this one instead of sending it again`,
      );
    case 'not_unknown': {
      const found =
        decided.state === null
          ? `no ${step} of ${debtId} was ever planned on ${channel}`
          : `${step} of ${debtId} is ${decided.state}`;
      throw new UsageError(`${found}: only an unknown one can be decided. \`unknown\` lists them`);
    }
  }
}
