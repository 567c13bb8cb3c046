import assert from 'node:assert/strict';
import pg from 'pg';
import { ALL_AWAITS, type Await } from '../support/awaits-of-delivery.ts';
import { goOn, killAtEveryAwait, type Cell } from '../support/kill-at-every-await.ts';
import {
  startKillableService,
  VICTIMS,
  type KillableService,
  type Victim,
} from '../support/killable-service.ts';
import type { AnyDebtor } from '../support/providers.ts';
import { hasDevServer } from '../support/temporal.ts';

/**
 * No step after the first comes due by itself while the test runs. Of the pace only a cap is set, so that a slot is
 * reserved, and at once.
 */
const SETTINGS = { DAY_LENGTH: '1h', RAPIWA_HOURLY_CAP: '100000', LOG_LEVEL: 'error' };
const NAMES: Record<Victim, string> = {
  worker: 'the worker',
  server: 'the server',
  postgres: 'Postgres',
  temporal: 'Temporal',
};
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

/** What became of one recovery: every request for its customer, and every delivery in the ledger. */
interface Tale {
  readonly requested: readonly string[];
  readonly ledger: readonly string[];
}

const UNHARMED: Tale = {
  requested: ['first_notice', 'second_notice'],
  ledger: ['first_notice sent', 'second_notice sent'],
};
const UNKNOWN = ['first_notice unknown', 'second_notice sent'];
const CUT_OFF: Tale = { requested: ['first_notice', 'second_notice'], ledger: UNKNOWN };
const NEVER_REQUESTED: Tale = { requested: ['second_notice'], ledger: UNKNOWN };

/** What may become of it where something was lost; everywhere else a recovery goes on as if nothing had happened. */
const HARM: Record<Victim, Partial<Record<Await, readonly Tale[]>>> = {
  worker: {
    'being granted the licence': [NEVER_REQUESTED],
    'asking Rapiwa': [CUT_OFF],
    'asking the mail server': [CUT_OFF],
    'recording the answer': [CUT_OFF],
  },
  postgres: {
    'being granted the licence': [NEVER_REQUESTED],
    // The worker tries for some 5 s to write down what it knows: too short where a Postgres starts slowly.
    'recording the answer': [UNHARMED, CUT_OFF],
  },
  server: {},
  temporal: {},
};

(hasDevServer ? describe : describe.skip)(`kill -9 at every await of a delivery${needs}`, function () {
  this.timeout(240_000);
  let service: KillableService;
  const cells = new Map<Victim, readonly Cell[]>();

  before(async () => {
    service = await startKillableService(SETTINGS);
    // The worker first: the others die while its activities run into their time limit.
    for (const victim of VICTIMS) {
      cells.set(victim, await killAtEveryAwait(service, victim));
      if (victim !== 'worker') await goOn(service, cells.get(victim)!);
    }
    await goOn(service, cells.get('worker')!);
  });
  after(() => service?.close());

  for (const victim of VICTIMS) {
    describe(`of ${NAMES[victim]}, while it is`, () => {
      for (const at of ALL_AWAITS) {
        const possible = HARM[victim][at] ?? [UNHARMED];
        it(`${at}: ${possible.map(({ ledger }) => ledger.join(', ')).join('; or ')}`, async () => {
          const { debtor } = cells.get(victim)!.find((cell) => cell.at === at)!;
          const tale = await taleOf(service, debtor);
          assert.deepEqual(tale, possible.find(({ ledger }) => ledger[0] === tale.ledger[0]) ?? possible[0]);
        });
      }
    });
  }
});

/** Read from Rapiwa's own log and from the ledger; a recorded answer is one with the message id that came with it. */
async function taleOf({ databaseUrl }: KillableService, debtor: AnyDebtor): Promise<Tale> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ step: string; state: string; answered: boolean }>(
      `select step, state, provider_message_id is not null as answered
         from deliveries where debt_id = $1 order by planned_at`,
      [debtor.invoiceId],
    );
    const ledger = rows.map(({ step, state, answered }) => {
      const contradiction = answered === (state === 'sent') ? '' : ' against its answer';
      return `${step} ${state}${contradiction}`;
    });
    return { requested: debtor.received(), ledger };
  } finally {
    await client.end();
  }
}
