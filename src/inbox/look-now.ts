import type { Source } from '../domain/ids.ts';
import { toInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { Billing, InvoiceReading } from '../ports/billing.ts';
import type { InboxEntry, InboxStore } from '../ports/inbox.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import { readDebt } from '../ports/read-debt.ts';
import type { BillingSweep } from '../ports/reconciliation.ts';

export interface LookParts {
  readonly billing: PerSource<Billing>;
  readonly sweeps: PerSource<Pick<BillingSweep, 'closingEvent'>>;
  /** Today's reading of a body that needs no verification; null when it is not for us. */
  readonly reread: (source: Source, body: string) => Pick<InboxEntry, 'type' | 'content'> | null;
  readonly inbox: InboxStore;
  readonly now: () => number;
}

/**
 * Reads a debt again, because somebody says that it has changed. What its processor shows as closed goes into the inbox
 * as its webhook would have: nothing but the processor's own word closes a debt. Throws a `ProviderError`.
 */
export type LookNow = (input: RecoveryInput) => Promise<InvoiceReading>;

export function createLookNow({ billing, sweeps, reread, inbox, now }: LookParts): LookNow {
  return async (input) => {
    const { source, debtId } = input;
    const reading = await readDebt(billing, input);
    if (reading.standing === 'open') return reading;
    const at = toInstant(now());
    const event = ofSource(sweeps, source).closingEvent(input, reading.standing, at);
    const content = reread(source, event.body);
    if (!content)
      throw new Error(`the closing of ${debtId} (${reading.standing}) cannot be read by its own source`);
    await inbox.append([{ source, ...event, receivedAt: at, ...content }]);
    return reading;
  };
}
