import type { NumberVerdict } from '../domain/number-verdict.ts';
import type { Phone } from '../domain/phone.ts';

/** Asks whether a number is on WhatsApp. A hint: whatever goes wrong is `unknown`, within 3 seconds; never throws. */
export interface NumberCheck {
  check(phone: Phone): Promise<NumberVerdict>;
}
