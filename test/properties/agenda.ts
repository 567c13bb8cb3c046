/** `outside`: what customers, the processor and staff do; `inside`: what the service does by itself. */
export type Side = 'outside' | 'inside';

interface Appointment {
  readonly at: number;
  readonly side: Side;
  readonly act: () => Promise<void>;
}

/**
 * Time as a list of what is to come: one thing happens after another, so the same scenario always plays the same way.
 * Instants are milliseconds since 1970.
 */
export interface Agenda {
  now(): number;
  /** Lets time pass while something is being done. */
  spend(ms: number): void;
  at(epochMs: number, side: Side, act: () => Promise<void>): void;
  /** Does what comes next, of one side only where it is given, at its instant or now if that is past. */
  next(side?: Side): Promise<boolean>;
  /** The same, now instead of at its instant: it overtakes what is under way. */
  pull(side: Side): Promise<boolean>;
}

export function createAgenda(startMs: number): Agenda {
  let now = startMs;
  const appointments: Appointment[] = [];

  function take(side?: Side): Appointment | null {
    let first = -1;
    for (const [index, { at, side: own }] of appointments.entries()) {
      // The earliest; of equals the one that was noted first.
      if ((side ?? own) === own && (first < 0 || at < appointments[first]!.at)) first = index;
    }
    return first < 0 ? null : appointments.splice(first, 1)[0]!;
  }

  return {
    now: () => now,
    spend: (ms) => void (now += ms),
    at: (at, side, act) => void appointments.push({ at, side, act }),
    next: async (side) => {
      const appointment = take(side);
      if (!appointment) return false;
      now = Math.max(now, appointment.at);
      await appointment.act();
      return true;
    },
    pull: async (side) => {
      const appointment = take(side);
      await appointment?.act();
      return appointment !== null;
    },
  };
}
