import { planOf } from '../../src/domain/plan.ts';
import type { SimulatedInvoice } from './customer.ts';
import type { LedgerPages } from './ledger-pages.ts';
import { inWords, ANNOUNCED_DATE } from './reasons.ts';
import type { ToldInvoice, ToldStep } from './told.ts';

/** The plan as production planned it, and what became of each step. */
export function retellInvoice(
  pages: LedgerPages,
  { id, amountMinor, currency }: Pick<SimulatedInvoice, 'amountMinor' | 'currency'> & { readonly id: string },
): ToldInvoice {
  const recovery = pages.recovery(id);
  const plan = recovery
    ? planOf({ firstFailureAt: recovery.first_failure_at, sequence: recovery.sequence })
    : [];
  return {
    id,
    amountMinor: String(amountMinor),
    currency: currency.toUpperCase(),
    sequence: recovery ? `${recovery.sequence.id} v${recovery.sequence.version}` : null,
    steps: plan.map(({ step, dueAt }) => retellStep(pages, id, { step, dueAt })),
    outcome: recovery?.outcome ?? null,
    endedAt: recovery?.ended_at ?? null,
    suspendedAt: pages.suspendedAt(id),
  };
}

function retellStep(
  pages: LedgerPages,
  id: string,
  { step, dueAt }: Pick<ToldStep, 'step' | 'dueAt'>,
): ToldStep {
  const sent = pages
    .deliveries(id)
    .filter((delivery) => delivery.step === step)
    .map(({ channel, requested_at, state }) => ({
      channel: channel as ToldStep['sent'][number]['channel'],
      at: requested_at!,
      state,
    }));
  return { step, dueAt, sent, reasons: reasonsOf(pages, id, step) };
}

/** Why a step was not sent, or not when it was planned. */
export function reasonsOf(pages: LedgerPages, id: string, step: string): string[] {
  const announced = step === 'suspension' && pages.recovery(id)?.suspend_at;
  return [...(announced ? [ANNOUNCED_DATE] : []), ...pages.notes(id, step).map(inWords)];
}
