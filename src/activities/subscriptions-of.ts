import type { RecoveryRecord } from '../ports/ledger.ts';
import { ofSource } from '../ports/per-source.ts';
import type { Subscriptions } from '../ports/subscriptions.ts';
import type { ActivityDeps } from './deps.ts';

/** What may be done to subscriptions of this recovery's source. */
export function subscriptionsOf({ subscriptions }: ActivityDeps, { input }: RecoveryRecord): Subscriptions {
  return ofSource(subscriptions, input.source);
}
