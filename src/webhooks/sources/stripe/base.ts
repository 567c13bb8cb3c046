import { withAccount, type DebtRef } from '../../../domain/ids.ts';
import type { IsoInstant } from '../../../domain/instant.ts';

/** What every event of ours takes from Stripe's. */
export interface Base {
  readonly eventId: string;
  readonly at: IsoInstant;
  /** The connected account it comes from; part of every id in it. */
  readonly account: string | null;
}

/** What every event about a debt has. */
export interface DebtBase {
  readonly eventId: string;
  readonly at: IsoInstant;
  readonly debt: DebtRef;
}

export function onDebt({ eventId, at, account }: Base, id: string): DebtBase {
  return { eventId, at, debt: { source: 'stripe', debtId: withAccount(account, id) } };
}

/** The id within its account; null where there is none. */
export function idOrNull({ account }: Base, id: string | null | undefined): string | null {
  return id ? withAccount(account, id) : null;
}
