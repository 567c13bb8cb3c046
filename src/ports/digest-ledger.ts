import type { Digest } from '../domain/digest.ts';
import type { IsoInstant } from '../domain/instant.ts';

export interface DigestLedger {
  /** What happened from `since` on, and what waits at `until`. Recoveries in shadow are left out. */
  readDigest(since: IsoInstant, until: IsoInstant): Promise<Digest>;
}
