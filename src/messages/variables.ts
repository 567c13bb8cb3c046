import { assertNever } from '../domain/assert-never.ts';
import type { Money } from '../domain/money.ts';
import { directionOf } from './choose-locale.ts';
import { formatDate, formatList, formatMoment, formatMoney } from './format.ts';
import { isolate, isolateLink } from './isolate.ts';
import { personalName, reference, singleLine, webLink } from './plain-text.ts';
import type { RenderRequest } from './request.ts';

/** What a text can print or ask for, safe to print. */
export type Variables = Readonly<Record<string, string | number | boolean | null>>;

/** Words a text only compares with: they are ours, in English, and never printed. */
const COMPARED: readonly string[] = ['access', 'decline', 'subscription'];

/** The variables of a message, written for the locale and in the customer's zone. */
export function variablesOf(request: RenderRequest, locale: string): Variables {
  const direction = directionOf(locale);
  const written = Object.entries({ ...common(request), ...own(request, locale) }).map(([name, value]) => {
    if (typeof value !== 'string' || COMPARED.includes(name)) return [name, value] as const;
    // A code is copied with all that stands between its ends, and reads from left to right anyway.
    if (name === 'offer_code') return [name, value] as const;
    return [name, name === 'pay_url' ? isolateLink(value, direction) : isolate(value, direction)] as const;
  });
  return Object.fromEntries(written);
}

function own(request: RenderRequest, locale: string): Variables {
  const dateOf = (at: string) => formatDate(at, { zone: request.zone, locale });
  switch (request.template) {
    case 'first_notice':
      return { ...askingToPay(request, locale), decline: request.decline ?? 'generic' };
    case 'suspension':
      return askingToPay(request, locale);
    case 'second_notice':
      return {
        ...askingToPay(request, locale),
        tried_again: request.chargeAttempts >= 2,
        decline: request.decline ?? 'generic',
        access_ends_on: dateOf(request.accessEndsAt),
      };
    case 'final_notice':
      return { ...askingToPay(request, locale), suspended_on: dateOf(request.suspendAt) };
    case 'order_notice':
      return {
        ...askingToPay(request, locale),
        order_number: reference(request.orderNumber),
        expires_at: formatMoment(request.expiresAt, { zone: request.zone, locale }),
      };
    case 'suspension_with_offer':
      return {
        ...askingToPay(request, locale),
        offer_percent: request.offer.percent,
        offer_code: singleLine(request.offer.code),
        offer_expires_on: dateOf(request.offer.expiresAt),
      };
    case 'confirmation':
      return { access: request.access };
    case 'opt_out_confirmation':
    case 'reply_acknowledgement':
      return {};
    default:
      return assertNever(request);
  }
}

function askingToPay(request: Extract<RenderRequest, { amount: Money }>, locale: string): Variables {
  const totals = request.together?.totals ?? [];
  return {
    amount: formatMoney(request.amount, locale),
    pay_url: webLink(request.payUrl),
    open_invoices: request.together?.invoices ?? 1,
    open_totals: formatList(
      totals.map((total) => isolate(formatMoney(total, locale), directionOf(locale))),
      locale,
    ),
    subscription: request.subscription ?? 'kept',
  };
}

function common(request: RenderRequest): Variables {
  const businessName = singleLine(request.businessName);
  if (businessName === '')
    throw new RangeError('no message without the name of the business: set BUSINESS_NAME');
  return {
    business_name: businessName,
    customer_name: personalName(request.customerName),
    support_contact: singleLine(request.supportContact ?? '') || null,
  };
}
