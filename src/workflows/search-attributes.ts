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
