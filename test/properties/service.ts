import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { createHandOver } from '../../src/inbox/hand-over.ts';
import type { Billing } from '../../src/ports/billing.ts';
import type { InboxStore, RelayStore } from '../../src/ports/inbox.ts';
import { EngineUnreachable } from '../../src/ports/recovery-engine.ts';
import { createLauncher } from '../../src/temporal/launcher.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { SHIPPED_SEQUENCES } from '../support/standard-sequence.ts';
import type { RapiwaSimulator, StripeSimulator } from '../simulators/index.ts';
import type { Agenda } from './agenda.ts';
import {
  createInMemoryTemporal,
  type AttemptEnd,
  type AttemptRequest,
  type InMemoryTemporal,
} from './in-memory-temporal.ts';
import type { Journal } from './journal.ts';
import type { ReadAnswer, Scenario } from './scenario.ts';
import { createTroublemaker, type Attempt } from './troubles.ts';
import type { WorkflowSandbox } from './workflow-sandbox.ts';

/** What is real and lasts from one scenario to the next. */
export interface Ground {
  readonly deps: ActivityDeps;
  readonly inbox: InboxStore;
  readonly relayStore: RelayStore;
  readonly stripe: StripeSimulator;
  readonly rapiwa: RapiwaSimulator;
  readonly sandbox: WorkflowSandbox;
}

export interface ServiceOptions {
  readonly ground: Ground;
  readonly scenario: Scenario;
  readonly agenda: Agenda;
  readonly journal: Journal;
}

/** The service in one process, whose attempts meet the scenario's troubles. */
export interface Service {
  readonly temporal: InMemoryTemporal;
  readonly attempts: readonly Attempt[];
  /** Hands over what waits in the inbox, now and until nothing waits. */
  relay(): Promise<void>;
  finish(): Promise<void>;
}

/** A relay that died: its transaction is rolled back, as when a connection ends. */
class RelayKilled extends Error {}

/** Failed attempts are expected here, and told in the journal. */
const QUIET = new DefaultLogger('ERROR');
const RELAY_PAUSE_MS = 5_000;

export function startService({ ground, scenario, agenda, journal }: ServiceOptions): Service {
  const { deps, stripe, rapiwa } = ground;
  const troubles = createTroublemaker(agenda);
  const attempts: Attempt[] = [];
  let reads = 0;
  let sends = 0;
  let handOvers = 0;

  async function perform(request: AttemptRequest): Promise<AttemptEnd> {
    const attempt = attemptOf(request, attempts.length, scenario);
    attempts.push(attempt);
    journal.add({
      kind: 'note',
      text: `attempt ${attempt.id}: ${attempt.type} ${attempt.step} of ${attempt.debtId}`,
    });
    const activities = createActivities(depsOf(attempt));
    const environment = new MockActivityEnvironment({ attempt: request.attempt }, { logger: QUIET });
    const act = activities[request.type] as (asked: unknown) => Promise<unknown>;
    try {
      const result = await troubles.run(attempt, () => environment.run(act, request.request));
      if (attempt.befell) journal.add({ kind: 'note', text: `attempt ${attempt.id} was ${attempt.befell}` });
      return result === 'lost' ? { kind: 'lost' } : { kind: 'completed', result };
    } catch (error) {
      journal.add({ kind: 'note', text: `attempt ${attempt.id} failed: ${String(error)}` });
      return { kind: 'failed', error };
    }
  }

  /** The real ports: what they do is written down where it takes effect, and troubles strike around that. */
  function depsOf(attempt: Attempt): ActivityDeps {
    return {
      ...deps,
      clock: () => Promise.resolve(agenda.now()),
      ledger: troubles.around(attempt, ledgerOf(attempt)),
      billing: { ...deps.billing, stripe: troubles.around(attempt, billingOf(attempt)) },
      whatsapp: whatsappOf(attempt),
    };
  }

  function ledgerOf({ id: attempt, debtId, step }: Attempt): ActivityDeps['ledger'] {
    const { ledger } = deps;
    return {
      ...ledger,
      licenseSending: async (licence) => {
        const answer = await ledger.licenseSending(licence);
        if (answer === 'granted') journal.add({ kind: 'licensed', attempt, debtId, step });
        return answer;
      },
      suspendAccess: async (record, now) => {
        const known = await ledger.isSuspended(record.input);
        const suspension = await ledger.suspendAccess(record, now);
        if (suspension.kind === 'suspended' && !known) journal.add({ kind: 'suspended', attempt, debtId });
        return suspension;
      },
      recordOutcome: async (debt, outcome, now) => {
        const before = (await ledger.findRecovery(debt))?.outcome ?? null;
        const after = await ledger.recordOutcome(debt, outcome, now);
        if (after !== before) journal.add({ kind: 'ended', debtId, outcome: after });
        return after;
      },
    };
  }

  function billingOf({ id: attempt, debtId }: Attempt): Billing {
    const billing = deps.billing.stripe!;
    const answered = async <T>(read: () => Promise<T>): Promise<T> => {
      stripe.setFault(faultOf(scenario.reads[reads] ?? null));
      reads += 1;
      return read().finally(() => stripe.setFault(null));
    };
    return {
      ...billing,
      readCustomer: (id) => answered(() => billing.readCustomer(id)),
      readInvoice: async (id) => {
        journal.add({ kind: 'reread', attempt, debtId: id });
        const reading = await answered(() => billing.readInvoice(id));
        const invoice = stripe.state.invoices[id];
        if (invoice) {
          const { amount_remaining: minor, currency } = invoice;
          journal.add({ kind: 'shown', attempt, debtId: id, minor, currency });
        }
        void debtId;
        return reading;
      },
    };
  }

  /** Outside of troubles stands when the attempt made the call; inside, when Rapiwa got it. */
  function whatsappOf(attempt: Attempt): ActivityDeps['whatsapp'] {
    const { id, debtId, step } = attempt;
    return {
      ...deps.whatsapp,
      send: (message) => {
        const calledAt = agenda.now();
        const channel = troubles.around(attempt, {
          send: async (asked: typeof message) => {
            const planned = scenario.sends[sends] ?? { kind: 'api' as const };
            sends += 1;
            const { length } = rapiwa.messages;
            rapiwa.setAnswer('api');
            rapiwa.setAnswer(planned.kind, { ...planned, times: 1 });
            const answer = await deps.whatsapp.send(asked);
            const record = rapiwa.messages[length] ?? null;
            journal.add({ kind: 'requested', attempt: id, debtId, step, calledAt, message: record });
            return answer;
          },
        });
        return channel.send(message);
      },
    };
  }

  const temporal = createInMemoryTemporal({
    sandbox: ground.sandbox,
    agenda,
    perform,
    forgetsAtOnce: scenario.temporalForgetsAtOnce,
  });

  function handOverWith(strike: () => void) {
    const dying = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) => {
            strike();
            return Reflect.apply(member, target, args) as unknown;
          };
        },
      });
    const client = clientOf(temporal);
    return createHandOver({
      ledger: dying(deps.ledger),
      failures: ground.relayStore,
      engine: dying(createLauncher({ client, taskQueue: 'recoup', now: agenda.now })),
      sequenceBook: SHIPPED_SEQUENCES,
      dayLengthMs: DAY_MS,
      now: agenda.now,
    });
  }

  /** One row at a time: rows of one batch would run beside each other, and no run would be like another. */
  async function relayOne(): Promise<'idle' | 'done' | 'later'> {
    const trouble = scenario.relays[handOvers] ?? null;
    let calls = 0;
    const handOver = handOverWith(() => {
      calls += 1;
      if (trouble === 'away') throw new EngineUnreachable('asked');
      if (calls === trouble) throw new RelayKilled();
    });
    try {
      const round = await ground.relayStore.relay(1, toInstant(agenda.now()), async ({ event }) => {
        handOvers += 1;
        try {
          await handOver(event);
          return { kind: 'done' };
        } catch (error) {
          if (error instanceof EngineUnreachable) return { kind: 'unreachable' };
          throw error;
        }
      });
      if (round.taken === 0) return 'idle';
      return round.unreachable > 0 ? 'later' : 'done';
    } catch (error) {
      if (!(error instanceof RelayKilled)) throw error;
      journal.add({ kind: 'note', text: 'the relay was killed' });
      return 'later';
    }
  }

  async function relay(): Promise<void> {
    for (;;) {
      const round = await relayOne();
      if (round === 'later') agenda.at(agenda.now() + RELAY_PAUSE_MS, 'inside', relay);
      if (round !== 'done') return;
    }
  }

  return { temporal, attempts, relay, finish: troubles.wakeAll };
}

function attemptOf(request: AttemptRequest, id: number, { troubles }: Scenario): Attempt {
  const { recovery, step } = request.request as { recovery: { debtId: string }; step?: string };
  const debtId = recovery.debtId;
  const sends = request.type === 'deliverStep' ? step! : 'confirmation';
  const trouble = troubles[id] ?? null;
  return { ...request, id, debtId, step: sends, trouble, calls: 0, state: 'running', befell: null };
}

function faultOf(answer: ReadAnswer | null) {
  switch (answer) {
    case null:
      return null;
    case 'status 500':
      return { kind: 'status', status: 500, times: 1 } as const;
    case 'status 429':
      return { kind: 'status', status: 429, times: 1 } as const;
    case 'no JSON':
      return { kind: 'html', times: 1 } as const;
    case 'gateway 404':
      return { kind: 'html', status: 404, times: 1 } as const;
  }
}

/** As much of a client as the launcher uses, so that its own signals and rules for ids are what is tried. */
function clientOf(temporal: InMemoryTemporal): Client {
  const client = {
    withDeadline: (_deadline: number, call: () => unknown) => call(),
    workflow: {
      start: (type: string, { workflowId, args }: { workflowId: string; args: unknown[] }) =>
        temporal.start(type, workflowId, args),
      getHandle: (workflowId: string) => ({
        signal: async ({ name }: { name: string }, payload: unknown) => {
          const { WorkflowNotFoundError } = await import('@temporalio/common');
          if (!(await temporal.signal(workflowId, name, payload)))
            throw new WorkflowNotFoundError('no run', workflowId, undefined);
        },
      }),
    },
  };
  return client as unknown as Client;
}
