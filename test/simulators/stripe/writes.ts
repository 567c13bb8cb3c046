import { writeCards } from './card-writes.ts';
import type { Answer } from '../http/exchange.ts';
import { randomId } from '../http/ids.ts';
import { recordCancellation } from './customer-behaviour.ts';
import type { StripeLedger } from './ledger.ts';
import type { StripeCoupon, StripePromotionCode } from './resources.ts';

/** One POST or DELETE, with its form decoded. */
export interface WriteRequest {
  method: string;
  path: string;
  form: URLSearchParams;
  idempotencyKey: string | null;
}

type Write = (request: WriteRequest) => Answer;

/**
 * The write side of Stripe's API, as far as it is used: subscriptions, coupons, promotion codes, and what `card-writes.ts` writes. A POST whose key was used
 * before gets the first answer again, or an error where its parameters differ. Keys live as long as the simulator.
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export function createWrites(ledger: () => StripeLedger): Write {
  const answers = new Map<string, { asked: string; answer: Answer }>();
  return (request) => {
    const { method, path, form, idempotencyKey } = request;
    if (method !== 'POST' || idempotencyKey === null) return execute(ledger(), request);
    const asked = `${path}?${form.toString()}`;
    const earlier = answers.get(idempotencyKey);
    if (earlier) return earlier.asked === asked ? earlier.answer : keyReused(idempotencyKey);
    const answer = execute(ledger(), request);
    answers.set(idempotencyKey, { asked, answer });
    return answer;
  };
}

function execute(ledger: StripeLedger, { method, path, form }: WriteRequest): Answer {
  const [, version, resource, id] = path.split('/');
  if (version !== 'v1') return unknown(method, path);
  if (resource === 'subscriptions' && id !== undefined) {
    if (method === 'DELETE') return cancel(ledger, id, form);
    if (method === 'POST') return updateSubscription(ledger, id, form);
  }
  if (method === 'POST' && id === undefined && resource === 'coupons') return createCoupon(ledger, form);
  if (method === 'POST' && id === undefined && resource === 'promotion_codes')
    return createCode(ledger, form);
  const answer = method === 'POST' ? writeCards(ledger, path, form) : null;
  return answer ?? unknown(method, path);
}

function updateSubscription(ledger: StripeLedger, id: string, form: URLSearchParams): Answer {
  const subscription = ledger.state.subscriptions[id];
  if (!subscription || subscription.status === 'canceled') return missing('subscription', id);
  if (form.get('pause_collection') === '') subscription.pause_collection = null;
  const behavior = form.get('pause_collection[behavior]');
  if (behavior) subscription.pause_collection = { behavior, resumes_at: null };
  ledger.record('customer.subscription.updated', subscription);
  ledger.commit();
  return { status: 200, body: structuredClone(subscription) };
}

/** A second one is answered as if it never was. @see https://github.com/stripe/stripe-go/issues/1887 */
function cancel(ledger: StripeLedger, id: string, form: URLSearchParams): Answer {
  const subscription = ledger.state.subscriptions[id];
  if (!subscription || subscription.status === 'canceled') return missing('subscription', id);
  subscription.cancellation_details.comment = form.get('cancellation_details[comment]');
  recordCancellation(ledger, id, 'cancellation_requested');
  ledger.commit();
  return { status: 200, body: structuredClone(subscription) };
}

function createCoupon(ledger: StripeLedger, form: URLSearchParams): Answer {
  const id = form.get('id') ?? randomId('', 8);
  if (ledger.state.coupons[id]) return refused('resource_already_exists', 'Coupon already exists.');
  const coupon: StripeCoupon = {
    id,
    object: 'coupon',
    duration: form.get('duration') ?? 'once',
    name: form.get('name'),
    percent_off: Number(form.get('percent_off')),
    valid: true,
  };
  ledger.state.coupons[id] = coupon;
  ledger.commit();
  return { status: 200, body: coupon };
}

function createCode(ledger: StripeLedger, form: URLSearchParams): Answer {
  const coupon = form.get('promotion[coupon]') ?? '';
  const code = form.get('code') ?? randomId('', 8).toUpperCase();
  if (!ledger.state.coupons[coupon]) return refused('resource_missing', `No such coupon: '${coupon}'`);
  const isTaken = Object.values(ledger.state.promotionCodes).some((other) => other.code === code);
  if (isTaken) return refused(null, `An active promotion code with \`code: ${code}\` already exists.`);
  const promotion: StripePromotionCode = {
    id: randomId('promo_'),
    object: 'promotion_code',
    active: true,
    code,
    customer: form.get('customer'),
    expires_at: Number(form.get('expires_at')) || null,
    max_redemptions: Number(form.get('max_redemptions')) || null,
    metadata: { recoup_debt: form.get('metadata[recoup_debt]') ?? '' },
    promotion: { type: 'coupon', coupon },
  };
  ledger.state.promotionCodes[promotion.id] = promotion;
  ledger.commit();
  return { status: 200, body: promotion };
}

function refused(code: string | null, message: string): Answer {
  return { status: 400, body: { error: { ...(code && { code }), message, type: 'invalid_request_error' } } };
}

function keyReused(key: string): Answer {
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`;
  return { status: 400, body: { error: { message, type: 'idempotency_error' } } };
}

function missing(noun: string, id: string): Answer {
  const message = `No such ${noun}: '${id}'`;
  return {
    status: 404,
    body: { error: { code: 'resource_missing', message, param: 'id', type: 'invalid_request_error' } },
  };
}

function unknown(method: string, path: string): Answer {
  const message = `Unrecognized request URL (${method}: ${path}).`;
  return { status: 404, body: { error: { message, type: 'invalid_request_error' } } };
}
