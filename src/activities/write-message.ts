import { allowedSuspensionInstant } from '../domain/contact-hours.ts';
import { assertNever } from '../domain/assert-never.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import { lapseInstant, planOf } from '../domain/plan.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { stepWithRole, type StepId } from '../domain/sequence.ts';
import { textOf } from '../domain/step-text.ts';
import type { RenderedMessage, RenderRequest } from '../messages/request.ts';
import { contactTime, type ContactTime } from './contact-time.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';
import { totalsOf, type OtherDebt } from './read-other-debts.ts';
import type { StepFacts } from './step-facts.ts';

export interface Writing {
  readonly input: RecoveryInput;
  readonly step: StepId;
  readonly look: OpenLook;
  /** The customer's other open debts, which a reminder names in its totals. */
  readonly others: readonly OtherDebt[];
  readonly facts: StepFacts;
  /** Date of suspension as it stands when this message goes out. */
  readonly suspendAt: IsoInstant;
}

/** Writes a step's text from the fresh look, with the amount still due. */
export function writeMessage(deps: ActivityDeps, writing: Writing): RenderedMessage {
  return deps.renderer.render(requestFor(deps, writing));
}

function requestFor(deps: ActivityDeps, writing: Writing): RenderRequest {
  const { input, step, look, suspendAt, others, facts } = writing;
  const asking = {
    ...printable(deps, look.customer),
    amount: look.invoice.amountRemaining,
    payUrl: facts.payUrl,
    ...(others.length > 0 ? { together: together(look.invoice.amountRemaining, others) } : {}),
    subscription: facts.subscription,
  };
  const { decline, offer } = facts;
  const { kind, textId } = textOf(input.sequence, step, deps.renderer.kindOf);
  const own = textId === kind ? asking : { ...asking, textId };
  switch (kind) {
    case 'first_notice':
      return { ...own, template: kind, decline };
    case 'suspension':
      return offer ? { ...asking, template: 'suspension_with_offer', offer } : { ...own, template: kind };
    case 'second_notice':
      return {
        ...own,
        template: kind,
        accessEndsAt: suspendAt,
        chargeAttempts: look.invoice.chargeAttempts,
        decline,
      };
    case 'final_notice':
      return { ...own, template: kind, suspendAt };
    case 'order_notice':
      return {
        ...own,
        template: kind,
        orderNumber: look.invoice.number ?? input.debtId,
        expiresAt: lapseInstant(input),
      };
    default:
      return assertNever(kind);
  }
}

function together(own: Money, others: readonly OtherDebt[]) {
  const totals = totalsOf([own, ...others.map(({ amount }) => amount)]);
  return { invoices: others.length + 1, totals };
}

/** What every message prints of the business and the customer. */
export function printable({ policy, renderer }: ActivityDeps, customer: OpenLook['customer']) {
  const { zones, place } = contactTime(policy, customer);
  return {
    businessName: policy.businessName,
    supportContact: policy.supportContact,
    customerName: customer?.name ?? null,
    locale: renderer.localeFor({ preferred: customer?.preferredLocales ?? [], country: place.country }),
    zone: zones[0],
  };
}

/**
 * When access may be suspended: not before its planned day, not before the notice period after the final notice,
 * and on an allowed weekday and hour.
 * @param noticeMs when the final notice goes (or would go) out, milliseconds since 1970
 */
export function suspensionInstant(input: RecoveryInput, noticeMs: number, time: ContactTime): IsoInstant {
  const suspension = stepWithRole(input.sequence, 'suspension');
  const planned = planOf(input).find(({ step }) => step === suspension)?.dueAt ?? input.firstFailureAt;
  const earliest = Math.max(toEpochMs(planned), noticeMs + time.minimumNoticeMs);
  return allowedSuspensionInstant(toInstant(earliest), time);
}
