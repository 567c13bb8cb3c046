import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tell } from './journal.ts';
import { openGround, type OpenGround } from './ground.ts';
import { brokenPromises, type Ending } from './model.ts';
import { play, START_MS, type Played, type PlayersClock } from './play.ts';
import { scenario, type Scenario } from './scenario.ts';

/** The same scenarios each time, unless the environment says otherwise (docs/extending.md). */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20261123);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 40);
/** A scenario that begins like a known counterexample, e.g. `5:0:1`, as it is printed. */
const PATH = process.env['PROPERTY_PATH'];

describe('the promise, whatever is lost, doubled, late, refused or killed', function () {
  this.timeout(0);
  const clock: PlayersClock = { agenda: null };
  const seen = { messages: 0, unknown: 0, suspended: 0, befell: new Map<string, number>() };
  let ground: OpenGround;

  before(async () => {
    ground = await openGround(() => clock.agenda?.now() ?? START_MS);
  });
  after(() => ground.close());

  it('is kept: nobody is asked twice, after payment or STOP, wrongly or forgotten', async () => {
    const property = fc.asyncProperty(scenario, playOut);
    await fc.assert(property, { seed: SEED, numRuns: RUNS, ...(PATH ? { path: PATH } : {}) });
  });

  // Of fewer scenarios, or of one that is looked at again, nothing can be asked.
  it('was tried: messages went out, and every trouble befell attempts', function () {
    if (RUNS < 40 || PATH) return this.skip();
    const { befell, ...counts } = seen;
    for (const [what, count] of Object.entries(counts)) assert.ok(count >= 10, `only ${count} ${what}`);
    for (const what of ['killed', 'stalled', 'connection lost', 'slow', 'overtaken'])
      assert.ok((befell.get(what) ?? 0) >= 3, `only ${befell.get(what) ?? 0} attempts were ${what}`);
  });

  async function playOut(played: Scenario): Promise<void> {
    // What a scenario that failed left there would be handed over now; all else has ids of its own.
    await ground.database.db.deleteFrom('inbox_events').execute();
    const { length } = ground.rapiwa.messages;
    const result = await play(ground, played, clock);
    const ending = await endingOf(ground, result, ground.rapiwa.messages.length - length);
    count(ending);
    const broken = brokenPromises(ending);
    assert.ok(broken.length === 0, `${broken.join('\n')}\n\n${tell(ending.entries, START_MS)}\n`);
  }

  function count({ attempts, messages, deliveries, suspensions }: Ending): void {
    seen.messages += messages;
    seen.unknown += deliveries.filter(({ state }) => state === 'unknown').length;
    seen.suspended += suspensions.length;
    for (const { befell } of attempts)
      if (befell) seen.befell.set(befell, (seen.befell.get(befell) ?? 0) + 1);
  }
});

async function endingOf(
  { database: { db } }: OpenGround,
  { journal, service, debts }: Played,
  messages: number,
): Promise<Ending> {
  const debtIds = debts.map(({ debtId }) => debtId);
  const recoveries = db.selectFrom('recoveries').select(['debt_id', 'outcome']);
  const deliveries = db.selectFrom('deliveries').select(['debt_id', 'step', 'channel', 'state']);
  const suspensions = db.selectFrom('access_suspensions').select(['debt_id', 'policy', 'suspended_at']);
  return {
    entries: journal.entries,
    attempts: service.attempts,
    runs: service.temporal.runs,
    debtIds,
    messages,
    recoveries: await recoveries.where('debt_id', 'in', debtIds).execute(),
    deliveries: await deliveries.where('debt_id', 'in', debtIds).execute(),
    suspensions: await suspensions.where('debt_id', 'in', debtIds).execute(),
  };
}
