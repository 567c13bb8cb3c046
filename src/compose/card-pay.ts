import type { Config } from '../config/env.ts';
import type { CardPayDeps } from '../inbox/pay-with-card.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import { partOf, type Sources } from './sources.ts';

export interface CardPayParts {
  readonly config: Pick<Config, 'sendMode'>;
  readonly database: { readonly ledger: Ledger };
  readonly connected: Sources;
  readonly alerts: StaffAlerts;
  readonly now: () => number;
}

/** What paying with a card that was just saved needs. */
export function composeCardPay({ config, database, connected, alerts, now }: CardPayParts): CardPayDeps {
  return {
    billing: partOf(connected, 'billing'),
    charges: partOf(connected, 'charges'),
    ledger: database.ledger,
    alerts,
    isShadow: config.sendMode === 'shadow',
    now,
  };
}
