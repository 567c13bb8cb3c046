import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Role } from './cast.ts';
import type { SimulatedCustomer } from './customer.ts';
import type { SkippedClock } from './skipped-clock.ts';
import type { World } from './world.ts';

/** A world in which everything has happened. */
export interface Played {
  readonly world: World;
  readonly roles: readonly Role[];
  readonly happened: readonly Happened[];
}

/** What customers did, and what went wrong or was repaired, beside the payments that failed. */
export interface Happened {
  readonly at: IsoInstant;
  readonly text: string;
  /** Null: it happened to everybody there. */
  readonly customerId: string | null;
}

/** A world in which things are happening. */
export interface WorldInPlay extends Played {
  readonly group: readonly SimulatedCustomer[];
  readonly roles: Role[];
  readonly happened: Happened[];
}

export interface Timing {
  readonly clock: SkippedClock;
  /** When customers fail who do not say when: milliseconds since 1970. */
  readonly begin: number;
}
