import type { Agenda } from './agenda.ts';
import type { AttemptRequest } from './in-memory-temporal.ts';

/** Calls worth aiming at; any other is met by its number. */
export const PORT_CALLS_OF_A_SEND = ['licenseSending', 'send', 'settleDelivery'] as const;
export const PORT_CALLS = [
  ...PORT_CALLS_OF_A_SEND,
  'readInvoice',
  'planDelivery',
  'suspendAccess',
  'recordOutcome',
  'restoreAccess',
] as const;
export type PortCall = (typeof PORT_CALLS)[number];

/** Something that befalls one attempt at one of its calls of a port. */
export interface Trouble {
  /** The n-th call of the attempt, from 1; or its first call of that name. */
  readonly at: number | PortCall;
  /** Before the call takes effect, or after, when its answer is not seen yet. */
  readonly when: 'before' | 'after';
  readonly what:
    | { readonly kind: 'killed' }
    /** Goes on, as a zombie, when later attempts for the same debt have made so many calls; at the latest at the end. */
    | { readonly kind: 'stalled'; readonly forCalls: number }
    /** The database connection breaks: the call throws. */
    | { readonly kind: 'connection lost' }
    | { readonly kind: 'slow'; readonly ms: number }
    /** So many things of the outside world happen at this very moment. */
    | { readonly kind: 'overtaken'; readonly by: number };
}

/** One attempt of an activity, and how far it has come. */
export interface Attempt extends AttemptRequest {
  readonly id: number;
  readonly debtId: string;
  /** What it would send. */
  readonly step: string;
  readonly trouble: Trouble | null;
  calls: number;
  state: 'running' | 'parked' | 'killed' | 'over';
  /** What befell it, if it did. */
  befell: Trouble['what']['kind'] | null;
}

export interface Troublemaker {
  /** Runs an attempt into its trouble; `lost` when its worker is not heard of in time. */
  run<T>(attempt: Attempt, act: () => Promise<T>): Promise<T | 'lost'>;
  /** A port whose calls are the attempt's: the place where trouble strikes. */
  around<Port extends object>(attempt: Attempt, port: Port): Port;
  /** Lets every zombie finish. */
  wakeAll(): Promise<void>;
}

interface Zombie {
  readonly attempt: Attempt;
  callsLeft: number;
  readonly wake: () => void;
  readonly finished: Promise<unknown>;
}

/** A call takes this long. */
const CALL_MS = 3;

export function createTroublemaker(agenda: Agenda): Troublemaker {
  const zombies: Zombie[] = [];
  const lostBells = new Map<Attempt, () => void>();
  const running = new Map<Attempt, Promise<unknown>>();
  const lines = new WeakMap<Attempt, Promise<unknown>>();

  /** Older attempts whose time has come go on in the middle of this one, and finish first. */
  async function letZombiesGoOn({ id, debtId }: Attempt): Promise<void> {
    for (const zombie of zombies.filter((one) => one.attempt.debtId === debtId && one.attempt.id < id)) {
      zombie.callsLeft -= 1;
      if (zombie.callsLeft < 0) await wake(zombie);
    }
  }

  async function wake(zombie: Zombie): Promise<void> {
    const index = zombies.indexOf(zombie);
    if (index < 0) return;
    zombies.splice(index, 1);
    zombie.attempt.state = 'running';
    zombie.wake();
    await zombie.finished;
  }

  async function strike(attempt: Attempt, { what }: Trouble): Promise<void> {
    attempt.befell = what.kind;
    switch (what.kind) {
      case 'killed':
        attempt.state = 'killed';
        lostBells.get(attempt)?.();
        // A dead process runs no `catch` and no `finally`.
        return new Promise(() => {});
      case 'stalled':
        return stall(attempt, what.forCalls);
      case 'connection lost':
        throw new Error('Connection terminated unexpectedly');
      case 'slow':
        return agenda.spend(what.ms);
      case 'overtaken':
        for (let count = 0; count < what.by; count += 1) await agenda.pull('outside');
    }
  }

  function stall(attempt: Attempt, forCalls: number): Promise<void> {
    attempt.state = 'parked';
    return new Promise((wakeUp) => {
      const finished = running.get(attempt) ?? Promise.resolve();
      zombies.push({ attempt, callsLeft: forCalls, wake: wakeUp, finished });
      lostBells.get(attempt)?.();
    });
  }

  /** One call of an attempt after another, also where it asks several things at once: a pause stops them all. */
  function inTurn(attempt: Attempt, act: () => Promise<unknown>): Promise<unknown> {
    const mine = (lines.get(attempt) ?? Promise.resolve()).then(act);
    lines.set(
      attempt,
      mine.catch(() => null),
    );
    return mine;
  }

  async function call(attempt: Attempt, name: string, act: () => unknown): Promise<unknown> {
    attempt.calls += 1;
    await letZombiesGoOn(attempt);
    const { trouble } = attempt;
    const meets = trouble && !attempt.befell && (trouble.at === name || trouble.at === attempt.calls);
    const isOfLedger = name !== 'send' && !name.startsWith('read');
    const strikes = meets && (trouble.what.kind !== 'connection lost' || isOfLedger);
    if (strikes && trouble.when === 'before') await strike(attempt, trouble);
    agenda.spend(CALL_MS);
    const answer = await act();
    if (strikes && trouble.when === 'after') await strike(attempt, trouble);
    return answer;
  }

  return {
    run: async (attempt, act) => {
      const lost = new Promise<'lost'>((resolve) => lostBells.set(attempt, () => resolve('lost')));
      const work = Promise.resolve().then(act);
      // A zombie's failure is nobody's any more.
      running.set(
        attempt,
        work.then(
          () => null,
          () => null,
        ),
      );
      const end = await Promise.race([work, lost]);
      if (end !== 'lost') attempt.state = 'over';
      return end;
    },
    around: (attempt, port) =>
      new Proxy(port, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) =>
            inTurn(attempt, () =>
              call(attempt, String(name), () => Reflect.apply(member, target, args) as unknown),
            );
        },
      }),
    wakeAll: async () => {
      for (let zombie = zombies[0]; zombie; zombie = zombies[0]) await wake(zombie);
    },
  };
}
