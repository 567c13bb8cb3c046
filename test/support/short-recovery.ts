import { randomUUID } from 'node:crypto';
import { toDuration } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';

const GAP_MS = 80;
/** Short, yet with every kind of activity and of wait. */
const SEQUENCE = {
  id: 'short',
  version: '1',
  steps: [
    { id: 'final_notice', offset: 'PT0S' },
    { id: 'suspension', offset: toDuration(GAP_MS) },
  ],
  winbackWindow: 'PT1H',
} as const;
/** What begins in its course. */
export const ACTIVITIES = ['final_notice', 'suspend', 'suspension'];

/** A new recovery whose first step is due. */
export function aShortRecovery(): RecoveryInput {
  return {
    source: 'stripe',
    debtId: `in_${randomUUID()}`,
    kind: 'invoice',
    customerId: null,
    firstFailureAt: toInstant(Date.now()),
    sequence: SEQUENCE,
    amountDueMinor: '1999',
    currency: 'USD',
  };
}
