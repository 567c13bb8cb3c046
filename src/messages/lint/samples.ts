import { assertNever } from '../../domain/assert-never.ts';
import { DECLINE_BRANCHES } from '../../domain/decline.ts';
import type { IsoInstant } from '../../domain/instant.ts';
import type { Money } from '../../domain/money.ts';
import type { RenderRequest, TemplateName } from '../request.ts';

const USUAL = 'Maria Silva';
const USD: Money = { minor: 123_456n, currency: 'USD', exponent: 2 };
const JPY: Money = { minor: 98_700n, currency: 'JPY', exponent: 0 };
const KWD: Money = { minor: 19_505n, currency: 'KWD', exponent: 3 };
const AT: IsoInstant = '2026-12-07T15:00:00.000Z';

/**
 * Customers as they come: without a name, with a long one, one in another script; with yen and dinars, one invoice or a
 * hundred, no link, a subscription that is over. One thing is changed at a time, and those that meet in practice.
 */
export function samplesOf(kind: TemplateName, businessName: string): readonly RenderRequest[] {
  const common = {
    businessName,
    supportContact: 'help@northwind.example',
    customerName: USUAL,
    locale: 'en',
    zone: 'UTC',
  };
  return NAMED.flatMap((named) => samples(kind, { ...common, ...named }));
}

interface Common {
  readonly businessName: string;
  readonly supportContact: string | null;
  readonly customerName: string | null;
  readonly locale: string;
  readonly zone: string;
}

const NAMED: readonly Partial<Pick<Common, 'customerName' | 'supportContact'>>[] = [
  {},
  { customerName: null, supportContact: null },
  { customerName: 'محمد العربي' },
  { customerName: 'O’Brien & *Söhne* Verwaltungsgesellschaft zu Hohenlohe-Ingelfingen' },
];

function samples(kind: TemplateName, common: Common): RenderRequest[] {
  // What has nothing to do with names is looked at with one name only.
  const facts = common.customerName === USUAL ? ASKING : ASKING.slice(0, 2);
  const asking = facts.map((fact) => ({ ...common, ...fact }));
  switch (kind) {
    case 'first_notice':
      return asking.flatMap((facts) => withDeclines({ ...facts, template: kind }));
    case 'second_notice':
      return asking.flatMap((facts) =>
        [1, 2].flatMap((chargeAttempts) =>
          withDeclines({ ...facts, template: kind, chargeAttempts, accessEndsAt: AT }),
        ),
      );
    case 'final_notice':
      return asking.map((facts) => ({ ...facts, template: kind, suspendAt: AT }));
    case 'suspension':
      return asking.map((facts) => ({ ...facts, template: kind }));
    case 'suspension_with_offer':
      return asking.map((facts) => ({
        ...{ ...facts, template: kind },
        offer: { percent: 20, code: 'COMEBACK20', expiresAt: AT },
      }));
    case 'order_notice':
      return asking.map((facts) => ({ ...facts, template: kind, orderNumber: '_A_1007*', expiresAt: AT }));
    case 'confirmation':
      return ACCESS.map((access) => ({ ...common, template: kind, access }));
    case 'opt_out_confirmation':
    case 'reply_acknowledgement':
      return [{ ...common, template: kind }];
    default:
      return assertNever(kind);
  }
}

const ACCESS = ['unchanged', 'restored', 'still_suspended', 'ended', 'none'] as const;

const PAY_URL = 'https://pay.example/i/1a2b3c?s=ap&x=1';
const together = (invoices: number) => ({ invoices, totals: [USD, JPY] });

const ASKING = [
  { amount: USD, payUrl: PAY_URL },
  { amount: USD, payUrl: null },
  { amount: JPY, payUrl: PAY_URL },
  { amount: KWD, payUrl: PAY_URL },
  { amount: USD, payUrl: PAY_URL, subscription: 'will_end' },
  { amount: USD, payUrl: PAY_URL, subscription: 'has_ended' },
  { amount: USD, payUrl: null, subscription: 'has_ended' },
  // A few, as languages count them: two, few, many, other.
  ...[2, 3, 11, 21, 100].map((invoices) => ({ amount: USD, payUrl: PAY_URL, together: together(invoices) })),
] as const;

type WithDecline = Extract<RenderRequest, { template: 'first_notice' | 'second_notice' }>;

/** Every branch once, with the facts that come most. */
function withDeclines(request: WithDecline): WithDecline[] {
  const isPlain =
    request.customerName === USUAL && request.payUrl !== null && !request.subscription && !request.together;
  return isPlain && request.amount === USD
    ? DECLINE_BRANCHES.map((decline) => ({ ...request, decline }))
    : [request];
}
