import { toInstant } from '../domain/instant.ts';
import { offerExpiry } from '../domain/offer-expiry.ts';
import type { WinbackTerms } from '../domain/winback-terms.ts';
import type { Offer } from '../messages/request.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ofSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { OfferRecord } from '../ports/winback.ts';
import { cutOff } from './cut-off.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';
import { contactTime } from './contact-time.ts';

/** The notice is worth more than the offer in it. */
const CUT_OFF_MS = 3_000;

/**
 * The offer of the day-14 message: null where none is configured, the customer never agreed to offers, the source makes no codes, or the processor
 * did not make the code in time. Planned in the ledger before it is asked for, so that every try asks for the same code,
 * and what was once skipped stays skipped: the message never waits, and never says twice different things.
 */
export async function findOffer(
  deps: ActivityDeps,
  { input, isShadow }: RecoveryRecord,
  { customer, invoice }: Pick<OpenLook, 'customer' | 'invoice'>,
): Promise<Offer | null> {
  // In shadow mode nothing is made at the processor either.
  const terms = deps.policy.isShadow || isShadow === true ? null : deps.policy.winbackOffer;
  const customerId = input.customerId ?? invoice.customerId;
  if (!deps.offers[input.source]) return null;
  if (!terms || !customerId || customer?.marketingConsent !== true) return null;
  const planned = await plan(deps, { debt: input, customerId, terms, customer });
  if (planned.state === 'skipped') return null;
  if (planned.state === 'planned' && !(await makeCode(deps, planned))) return null;
  const { percent, code, expiresAt } = planned;
  return { percent, code, expiresAt };
}

interface Planning {
  readonly debt: RecoveryRecord['input'];
  readonly customerId: string;
  readonly terms: WinbackTerms;
  readonly customer: OpenLook['customer'];
}

async function plan(
  { ledger, clock, policy, offerCode }: ActivityDeps,
  { debt, customerId, terms, customer }: Planning,
): Promise<OfferRecord> {
  const now = toInstant(await clock());
  const { percent, couponId, validDays } = terms;
  // Of the zone in which the text prints its day.
  const zone = contactTime(policy, customer).zones[0];
  const expiresAt = offerExpiry(now, validDays, zone);
  return ledger.planOffer({ debt, customerId, percent, couponId, code: offerCode(debt), expiresAt, now });
}

/** @returns whether the code can be redeemed */
async function makeCode(deps: ActivityDeps, { state: _, ...offer }: OfferRecord): Promise<boolean> {
  const reason = await whyNot(deps, offer);
  const settled = reason === null ? { state: 'ready' as const } : { state: 'skipped' as const, reason };
  await deps.ledger.settleOffer(offer.debt, settled);
  return reason === null;
}

async function whyNot(deps: ActivityDeps, offer: Omit<OfferRecord, 'state'>): Promise<string | null> {
  const { debtId, source } = offer.debt;
  try {
    const made = await cutOff(
      ofSource(deps.offers, source)
        .createCode(offer)
        .then(() => 'made' as const),
      CUT_OFF_MS,
    );
    if (made) return null;
    deps.log.warn({ debtId }, 'winback.too_late');
    return 'no answer in time';
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ debtId, err: error }, 'winback.skipped');
    const { kind } = error.details;
    if (kind !== 'unavailable' && kind !== 'rate_limited') await tellStaff(deps, error);
    return error.message;
  }
}

/** A key without the right, or a coupon that is not what the text promises, would skip every offer from now on. */
async function tellStaff({ alerts }: ActivityDeps, error: ProviderError): Promise<void> {
  await alerts.alert({
    key: `winback:${error.details.provider}:${error.details.kind}`,
    what: `no winback code could be made (${error.message}): the notice goes out without an offer`,
    remedy:
      'give the key write access to coupons and promotion codes, and compare WINBACK_OFFER with the coupon',
  });
}
