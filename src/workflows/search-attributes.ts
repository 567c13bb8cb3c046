import { majorUnits, moneyOf } from '../domain/money.ts';
import { planOf } from '../domain/plan.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';

/** Search attributes of a recovery, for filters in the Web UI; part of the public interface. */
export const RECOUP_SOURCE = { name: 'RecoupSource', type: 'KEYWORD' } as const;
export const RECOUP_CUSTOMER = { name: 'RecoupCustomer', type: 'KEYWORD' } as const;
export const RECOUP_STEP = { name: 'RecoupStep', type: 'KEYWORD' } as const;
export const RECOUP_OUTCOME = { name: 'RecoupOutcome', type: 'KEYWORD' } as const;
export const RECOUP_HOLD = { name: 'RecoupHold', type: 'KEYWORD' } as const;
export const RECOUP_CURRENCY = { name: 'RecoupCurrency', type: 'KEYWORD' } as const;
/** When the recovery acts next by itself: in the past while running means stuck. */
export const RECOUP_NEXT_STEP_AT = {
  name: 'RecoupNextStepAt',
  type: 'DATETIME',
} as const;
/** Major units, for filtering only; never shown as money. */
export const RECOUP_AMOUNT_DUE = {
  name: 'RecoupAmountDue',
  type: 'DOUBLE',
} as const;

export const RECOUP_SEARCH_ATTRIBUTES = [
  RECOUP_SOURCE,
  RECOUP_CUSTOMER,
  RECOUP_STEP,
  RECOUP_OUTCOME,
  RECOUP_HOLD,
  RECOUP_CURRENCY,
  RECOUP_NEXT_STEP_AT,
  RECOUP_AMOUNT_DUE,
] as const;

/** As a recovery begins: whose it is, how much is due, and the first step. */
export function startAttributes(input: RecoveryInput) {
  const [first] = planOf(input);
  const amount = moneyOf(input.source, input.amountDueMinor, input.currency);
  return [
    { key: RECOUP_SOURCE, value: input.source },
    ...(input.customerId ? [{ key: RECOUP_CUSTOMER, value: input.customerId }] : []),
    { key: RECOUP_STEP, value: first?.step ?? 'winback' },
    { key: RECOUP_CURRENCY, value: input.currency },
    { key: RECOUP_AMOUNT_DUE, value: majorUnits(amount) },
    { key: RECOUP_NEXT_STEP_AT, value: new Date(first?.dueAt ?? input.firstFailureAt) },
  ];
}
