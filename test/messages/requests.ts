import { moneyOf, type Money } from '../../src/domain/money.ts';
import type { RenderRequest } from '../../src/messages/request.ts';

export const PAY_URL = 'https://invoice.stripe.com/i/acct_1A/test_2B?s=ap&x=1';

export const COMMON = {
  businessName: 'Northwind Coffee',
  supportContact: 'help@northwind.example',
  customerName: 'Maria Silva',
  locale: 'en-US',
  zone: 'America/New_York',
};

const ASKING = { ...COMMON, amount: moneyOf('stripe', 2000, 'usd'), payUrl: PAY_URL };

/** One complete request for each template, three kinds of `confirmation` included. */
export const REQUESTS = {
  first_notice: { ...ASKING, template: 'first_notice' },
  second_notice: {
    ...ASKING,
    template: 'second_notice',
    accessEndsAt: '2026-12-07T15:00:00.000Z',
    chargeAttempts: 2,
  },
  final_notice: { ...ASKING, template: 'final_notice', suspendAt: '2026-12-07T15:00:00.000Z' },
  suspension: { ...ASKING, template: 'suspension' },
  order_notice: {
    ...ASKING,
    template: 'order_notice',
    orderNumber: 'A-1007',
    expiresAt: '2026-12-08T15:00:00.000Z',
  },
  suspension_with_offer: {
    ...ASKING,
    template: 'suspension_with_offer',
    offer: { percent: 20, code: 'COMEBACK20', expiresAt: '2026-12-21T15:00:00.000Z' },
  },
  confirmation: { ...COMMON, template: 'confirmation', access: 'unchanged' },
  confirmation_still_suspended: { ...COMMON, template: 'confirmation', access: 'still_suspended' },
  opt_out_confirmation: { ...COMMON, template: 'opt_out_confirmation' },
  reply_acknowledgement: { ...COMMON, template: 'reply_acknowledgement' },
  confirmation_after_suspension: { ...COMMON, template: 'confirmation', access: 'restored' },
} as const satisfies Record<string, RenderRequest>;

type Asking = Extract<RenderRequest, { amount: Money }>;

export function asksToPay(request: RenderRequest): request is Asking {
  return 'amount' in request;
}

/** Every request with and without name, link, support contact, and a second charge attempt. */
export function everyVariant(): RenderRequest[] {
  const variants: RenderRequest[] = [];
  for (const request of Object.values<RenderRequest>(REQUESTS)) {
    for (const customerName of [COMMON.customerName, null]) {
      for (const supportContact of [COMMON.supportContact, null]) {
        const known = { ...request, customerName, supportContact };
        variants.push(known);
        if (asksToPay(known)) variants.push({ ...known, payUrl: null });
        if (known.template === 'second_notice') variants.push({ ...known, chargeAttempts: 1 });
      }
    }
  }
  return variants;
}
