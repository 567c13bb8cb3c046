const SIGN = 'recoup suspended access for unpaid ';

/**
 * What a processor notes, and repeats in its own event, when we cancel a subscription: `cancellation_requested` alone
 * would read as the customer's wish, which ends a recovery.
 */
export function ourCancellationComment(debtId: string): string {
  return `${SIGN}${debtId}`;
}

/** @param comment as the processor's event carries it */
export function isOurCancellation(comment: string | null | undefined): boolean {
  return comment?.startsWith(SIGN) ?? false;
}
