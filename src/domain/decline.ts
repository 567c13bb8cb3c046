/**
 * What a decline means for asking again. `soft`: the same card may work later. `hard`: it will not, another one may.
 * `authentication`: the bank wants the customer to confirm. `unknown`: nobody said, or nobody knows the word.
 */
export const DECLINE_CLASSES = ['soft', 'hard', 'authentication', 'unknown'] as const;
export type DeclineClass = (typeof DECLINE_CLASSES)[number];

/**
 * What a text may say of it. `neutral` is for words that must never reach a customer (a lost or stolen card, suspected
 * fraud): the reader may be somebody else, and a wrong suspicion is an insult.
 */
export const DECLINE_BRANCHES = [
  'expired_card',
  'insufficient_funds',
  'authentication',
  'neutral',
  'generic',
] as const;
export type DeclineBranch = (typeof DECLINE_BRANCHES)[number];

/** One processor's word, understood. */
export interface Decline {
  readonly class: DeclineClass;
  readonly branch: DeclineBranch;
}

const UNKNOWN: Decline = { class: 'unknown', branch: 'generic' };
const EXPIRED: Decline = { class: 'hard', branch: 'expired_card' };
const FUNDS: Decline = { class: 'soft', branch: 'insufficient_funds' };
const BANK_WANTS_PROOF: Decline = { class: 'authentication', branch: 'authentication' };
const UNSPEAKABLE: Decline = { class: 'hard', branch: 'neutral' };
const HARD: Decline = { class: 'hard', branch: 'generic' };
const SOFT: Decline = { class: 'soft', branch: 'generic' };

/**
 * Every word we know, by its source:
 * Stripe `decline_code` (or, without one, the error's `code`): https://docs.stripe.com/declines/codes, read 2026-11-23.
 * Hard also where Stripe itself runs no retry: https://docs.stripe.com/billing/revenue-recovery/smart-retries, same day.
 * Paddle `payments[].error_code`: https://developer.paddle.com, transaction payments, as of 2026-11-23.
 * PayPal `last_failed_payment.reason_code`: https://developer.paypal.com/docs/api/subscriptions/v1, as of 2026-11-23.
 */
const DECLINES: Readonly<Record<string, Decline>> = {
  // Stripe: the customer must confirm with the bank.
  authentication_required: BANK_WANTS_PROOF,
  authentication_not_handled: BANK_WANTS_PROOF,
  payment_intent_authentication_failure: BANK_WANTS_PROOF,
  offline_pin_required: BANK_WANTS_PROOF,
  online_or_offline_pin_required: BANK_WANTS_PROOF,
  // Stripe: the card is over.
  expired_card: EXPIRED,
  invalid_expiry_month: EXPIRED,
  invalid_expiry_year: EXPIRED,
  // Stripe: not enough on the account, or over a limit.
  insufficient_funds: FUNDS,
  withdrawal_count_limit_exceeded: FUNDS,
  card_velocity_exceeded: FUNDS,
  // Stripe: never named to a customer.
  lost_card: UNSPEAKABLE,
  stolen_card: UNSPEAKABLE,
  pickup_card: UNSPEAKABLE,
  fraudulent: UNSPEAKABLE,
  merchant_blacklist: UNSPEAKABLE,
  restricted_card: UNSPEAKABLE,
  security_violation: UNSPEAKABLE,
  highest_risk_level: UNSPEAKABLE,
  elevated_risk_level: UNSPEAKABLE,
  // Stripe: this card will not do.
  incorrect_number: HARD,
  invalid_number: HARD,
  invalid_account: HARD,
  new_account_information_available: HARD,
  card_not_supported: HARD,
  currency_not_supported: HARD,
  transaction_not_allowed: HARD,
  not_permitted: HARD,
  service_not_allowed: HARD,
  stop_payment_order: HARD,
  revocation_of_authorization: HARD,
  revocation_of_all_authorizations: HARD,
  no_action_taken: HARD,
  // Stripe: the bank says no and not why, or something was away.
  generic_decline: SOFT,
  card_declined: SOFT,
  do_not_honor: SOFT,
  do_not_try_again: HARD,
  call_issuer: SOFT,
  try_again_later: SOFT,
  approve_with_id: SOFT,
  issuer_not_available: SOFT,
  processing_error: SOFT,
  reenter_transaction: SOFT,
  duplicate_transaction: SOFT,
  invalid_amount: SOFT,
  incorrect_cvc: SOFT,
  invalid_cvc: SOFT,
  incorrect_zip: SOFT,
  incorrect_pin: SOFT,
  invalid_pin: SOFT,
  pin_try_exceeded: SOFT,
  testmode_decline: SOFT,
  // Paddle.
  authentication_failed: BANK_WANTS_PROOF,
  not_enough_balance: FUNDS,
  blocked_card: UNSPEAKABLE,
  fraud: UNSPEAKABLE,
  declined: SOFT,
  declined_not_retryable: HARD,
  // PayPal.
  payment_denied: SOFT,
  payer_cannot_pay: SOFT,
  payer_account_restricted: UNSPEAKABLE,
};

/** @param code the processor's own word; null where none is known */
export function classifyDecline(code: string | null): Decline {
  if (code === null) return UNKNOWN;
  return Object.hasOwn(DECLINES, code.toLowerCase()) ? DECLINES[code.toLowerCase()]! : UNKNOWN;
}
