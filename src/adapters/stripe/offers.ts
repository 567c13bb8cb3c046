import { z } from 'zod';
import { toEpochMs } from '../../domain/instant.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { Offers, PlannedOffer } from '../../ports/winback.ts';
import { createReader, inAccount, type StripeClientOptions, type StripeReader } from './client.ts';

type Asked = Omit<PlannedOffer, 'now'>;

const couponAnswer = z.object({
  percent_off: z.number().nullish(),
  valid: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
});
const codeAnswer = z.object({ id: z.string() });
const codesAnswer = z.object({ data: z.array(codeAnswer) });

/**
 * A promotion code for one customer, redeemed once, on a coupon that is made when it is first needed.
 * Keys make a repeated request harmless for a day; after that, and for an answer that was lost, the code is looked for.
 * @see https://docs.stripe.com/api/promotion_codes/create (API 2026-10-28.endive), read 2026-11-23
 */
export function createStripeOffers(options: StripeClientOptions): Offers {
  const reader = createReader(options);
  return {
    async createCode(offer) {
      if (await isThere(reader, offer)) return;
      const coupon = offer.couponId ?? ownCouponId(offer.percent);
      await ensureCoupon(reader, offer, coupon);
      await createPromotionCode(reader, offer, coupon);
    },
  };
}

/** Its percentage is in its name: another percentage is another coupon. */
function ownCouponId(percent: number): string {
  return `recoup-winback-${percent}`;
}

async function isThere({ stripe, read }: StripeReader, { customerId, code }: Asked): Promise<boolean> {
  const { options } = inAccount(customerId);
  const answer = await read({
    doing: `looking for the winback code of customer ${customerId}`,
    schema: codesAnswer,
    ask: () => stripe.promotionCodes.list({ code, limit: 1 }, options),
  });
  return answer !== 'missing' && answer.data.length > 0;
}

async function ensureCoupon(reader: StripeReader, offer: Asked, id: string): Promise<void> {
  const { stripe, read } = reader;
  const { options } = inAccount(offer.customerId);
  const doing = `reading coupon ${id}`;
  const found = await read({
    doing,
    schema: couponAnswer,
    ask: () => stripe.coupons.retrieve(id, {}, options),
  });
  if (found === 'missing' && !offer.couponId) return createCoupon(reader, offer, id);
  // The text names the percentage: a coupon that gives another one would make it untrue.
  const promised = found !== 'missing' && found.percent_off === offer.percent;
  if (!promised || found.valid === false || found.deleted === true) {
    const what = `${doing}: WINBACK_OFFER promises ${offer.percent} %, and it does not give that`;
    throw new ProviderError({ provider: 'stripe', kind: 'rejected', doing: what });
  }
}

/** Makes our own coupon, whether or not it is there. */
export async function createCoupon({ stripe, read }: StripeReader, offer: Asked, id: string): Promise<void> {
  const { options } = inAccount(offer.customerId);
  const idempotencyKey = `recoup:coupon:${offer.debt.debtId}`;
  const coupon = { id, percent_off: offer.percent, duration: 'once' as const, name: `${offer.percent}% off` };
  await read({
    doing: `creating coupon ${id}`,
    schema: z.looseObject({}),
    // Another offer may make it in the same moment: then it is there, which is all that is wanted.
    ask: () => stripe.coupons.create(coupon, { ...options, idempotencyKey }).catch(unlessItExists),
  });
}

function unlessItExists(error: unknown): object {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'resource_already_exists') return {};
  throw error;
}

/** The code itself; its coupon must be there. */
export async function createPromotionCode(
  { stripe, read }: StripeReader,
  { debt, customerId, code, expiresAt }: Asked,
  coupon: string,
): Promise<void> {
  const { id: customer, options } = inAccount(customerId);
  const doing = `creating the winback code of customer ${customerId}`;
  const asked = {
    promotion: { type: 'coupon' as const, coupon },
    customer,
    code,
    expires_at: Math.floor(toEpochMs(expiresAt) / 1000),
    max_redemptions: 1,
    metadata: { recoup_debt: debt.debtId },
  };
  const idempotencyKey = `recoup:winback:${debt.debtId}`;
  const answer = await read({
    doing,
    schema: codeAnswer,
    ask: () => stripe.promotionCodes.create(asked, { ...options, idempotencyKey }),
  });
  if (answer === 'missing') throw new ProviderError({ provider: 'stripe', kind: 'not_found', doing });
}
