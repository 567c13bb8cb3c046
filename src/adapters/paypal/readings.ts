import { isPositive, moneyOf, type Money } from '../../domain/money.ts';
import type { Standing } from '../../domain/standing.ts';
import { textOrNull } from '../../domain/text-or-null.ts';
import type { CustomerReading, InvoiceReading } from '../../ports/billing.ts';
import type { PaypalSubscription } from './schemas.ts';

/** The subscription's part of a debt's id: `I-1:2026-11-23` → `I-1`. */
export function subscriptionOf(debtId: string): string {
  const colon = debtId.lastIndexOf(':');
  return colon < 0 ? debtId : debtId.slice(0, colon);
}

/** @param payUrl where its payer settles what is outstanding */
export function toInvoiceReading(subscription: PaypalSubscription, payUrl: string): InvoiceReading {
  const owed = owedFor(subscription);
  const { billing_info: info } = subscription;
  return {
    standing: standingOf(subscription, owed),
    amountRemaining: owed ?? moneyOf('paypal', 0, info?.outstanding_balance.currency ?? 'XXX'),
    // Counted once a cycle, after the second try again in vain.
    chargeAttempts: Math.max(owed ? 1 : 0, info?.failed_payments_count ?? 0),
    payUrl,
    number: null,
    customerId: subscription.id,
    subscriptionId: subscription.id,
  };
}

/** Over for good: its payer, or the business, has ended it. PayPal itself only suspends. */
const ENDED: ReadonlySet<string> = new Set(['CANCELLED', 'EXPIRED']);

function standingOf({ status }: PaypalSubscription, owed: Money | null): Standing {
  if (!owed) return 'paid';
  return ENDED.has(status) ? 'subscription_ended' : 'open';
}

/**
 * Null: nothing. A failed payment becomes part of the outstanding balance only after it was tried twice more, ten days
 * on. Until then it is owed as long as no payment came after it.
 */
function owedFor({ billing_info: info }: PaypalSubscription): Money | null {
  if (!info) return null;
  if (isPositive(info.outstanding_balance)) return info.outstanding_balance;
  const { last_payment: paid, last_failed_payment: failed } = info;
  if (!failed || !isPositive(failed.amount)) return null;
  return paid && Date.parse(paid.time) >= Date.parse(failed.time) ? null : failed.amount;
}

/**
 * The business's own `custom_id` of the subscription carries what PayPal has no field for, as the pairs of a query:
 * `ref=42&whatsapp_phone=%2B14155550123&whatsapp_marketing_consent=yes&locale=de&time_zone=Europe/Berlin` (127
 * characters at most). `whatsapp_phone` is the payer's consent to notices; the number that PayPal itself may know is not.
 */
export function toCustomerReading({ custom_id, subscriber }: PaypalSubscription): CustomerReading {
  const own = new URLSearchParams(custom_id ?? '');
  const address = subscriber?.shipping_address?.address;
  const { given_name, surname } = subscriber?.name ?? {};
  const locale = textOrNull(own.get('locale'));
  return {
    kind: 'found',
    name: textOrNull([given_name, surname].filter(Boolean).join(' ')),
    email: textOrNull(subscriber?.email_address),
    whatsappPhone: textOrNull(own.get('whatsapp_phone')),
    marketingConsent: own.get('whatsapp_marketing_consent') === 'yes',
    preferredLocales: locale ? [locale] : [],
    country: textOrNull(address?.country_code),
    state: textOrNull(address?.admin_area_1),
    postalCode: textOrNull(address?.postal_code),
    timeZone: textOrNull(own.get('time_zone')),
  };
}
