/** What a suspended customer who agreed to offers is offered. */
export interface WinbackTerms {
  /** 20 is 20 % off, once. */
  readonly percent: number;
  /** Days on the real calendar for which a code is valid, the last one in full. */
  readonly validDays: number;
  /** A coupon that exists already; null: our own, made when it is first needed. */
  readonly couponId: string | null;
}

const TERMS = /^(\d{1,3})\s*%\s*,\s*(\d{1,3})\s*d(?:\s*,\s*([\w-]{1,64}))?$/;

/** How `WINBACK_OFFER` is written. */
export const WINBACK_FORM =
  'must be percent off, days of validity and, if there is one, your coupon: 20%,14d or 20%,14d,COMEBACK20';

/** Reads `20%,14d` or `20%,14d,COMEBACK20`; null when it is neither, or out of range (1–100 %, 1–90 days). */
export function parseWinbackTerms(text: string): WinbackTerms | null {
  const [, percentText, daysText, couponId] = TERMS.exec(text.trim()) ?? [];
  const [percent, validDays] = [Number(percentText), Number(daysText)];
  const inRange = percent >= 1 && percent <= 100 && validDays >= 1 && validDays <= 90;
  return inRange ? { percent, validDays, couponId: couponId ?? null } : null;
}
