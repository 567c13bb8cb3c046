import { digestSentences } from '../domain/digest.ts';
import { DAY_MS } from '../domain/duration.ts';
import { toInstant } from '../domain/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { DigestLedger } from '../ports/digest-ledger.ts';
import type { StaffAlerts } from '../ports/staff-alerts.ts';
import type { DigestActivities } from '../workflows/activity-contract.ts';

export interface DigestDeps {
  readonly ledger: DigestLedger;
  /** Slack, else e-mail; null: nobody is to be told. */
  readonly staff: StaffAlerts | null;
  readonly clock: Clock;
}

/** Tells the team once a day, and not at all where there is nothing to say. May be repeated. */
export function createDigestActivities({ ledger, staff, clock }: DigestDeps): DigestActivities {
  return {
    tellDigest: async () => {
      if (!staff) return { isTold: false };
      const now = await clock();
      const until = toInstant(now);
      const sentences = digestSentences(await ledger.readDigest(toInstant(now - DAY_MS), until));
      if (sentences.length === 0) return { isTold: false };
      await staff.alert({
        // One matter a day: a second try of the same day says nothing again.
        key: `digest:${until.slice(0, 10)}`,
        what: `the last 24 hours: ${sentences.join('; ')}`,
        remedy: 'details: `npm run recoup -- holds`, `npm run recoup -- unknown`',
      });
      return { isTold: true };
    },
  };
}
