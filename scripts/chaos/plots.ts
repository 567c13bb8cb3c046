import { setTimeout as delay } from 'node:timers/promises';
import type { Providers } from './providers.ts';
import type { Random } from './random.ts';

/** What the customer and the processor do about one invoice. */
export interface Plot {
  readonly debtId: string;
  /** Milliseconds after the beginning of the run. */
  readonly failsAtMs: number;
  readonly ends: 'never_paid' | 'paid' | 'paid_unheard' | 'voided';
  /** Planned days after the failure. */
  readonly onDay: number;
  /** The failure is told twice. */
  readonly isDoubled: boolean;
}

/** Most pay, some never do; every third failure is told twice. */
export function makePlots(
  random: Random,
  { count, rampMs, newDebt }: { count: number; rampMs: number; newDebt: () => string },
): Plot[] {
  const ends = ['paid', 'paid', 'paid_unheard', 'voided', 'never_paid', 'never_paid', 'never_paid'] as const;
  return Array.from({ length: count }, () => ({
    debtId: newDebt(),
    failsAtMs: Math.round(random.next() * rampMs),
    ends: random.pick(ends),
    onDay: random.next() * 16,
    isDoubled: random.next() < 1 / 3,
  }));
}

/** Plays one plot to its end. `closed` notes when the processor closed the invoice. */
export async function play(
  { stripe }: Pick<Providers, 'stripe'>,
  plot: Plot,
  { dayMs, closed }: { dayMs: number; closed: Map<string, number> },
): Promise<void> {
  const { debtId } = plot;
  await delay(plot.failsAtMs);
  const event = stripe.failInvoice(debtId);
  // Beside Stripe's own delivery, which repeats until it is acknowledged; the server may well be down.
  if (plot.isDoubled) await stripe.deliver(event).catch(() => null);
  if (plot.ends === 'never_paid') return;
  await delay(plot.onDay * dayMs);
  closed.set(debtId, Date.now());
  if (plot.ends === 'paid') stripe.payInvoice(debtId);
  if (plot.ends === 'paid_unheard') stripe.payInvoiceSilently(debtId);
  if (plot.ends === 'voided') stripe.voidInvoice(debtId);
}
