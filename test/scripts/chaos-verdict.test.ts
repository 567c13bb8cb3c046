import assert from 'node:assert/strict';
import { problemsOf } from '../../scripts/chaos/report.ts';
import { seededRandom } from '../../scripts/chaos/random.ts';
import { judge, type Evidence, type SendRequest } from '../../scripts/chaos/verdict.ts';

describe('the verdict on a chaos run', () => {
  it('finds nothing in a recovery that was asked twice, paid, and thanked', () => {
    const { violations, outcomes } = judge(evidence());
    assert.deepEqual(violations, []);
    assert.deepEqual(outcomes, { recovered: 1 });
  });

  it('finds a message that was requested twice, unless the first was surely refused', () => {
    const again = request('first_notice', 1_100);
    assert.deepEqual(judge(evidence({ requests: [...REQUESTS, again] })).violations, [
      'first_notice of in_1 was requested 2 times',
    ]);
    const refused = { ...request('first_notice', 900), accepted: false, refused: true };
    assert.deepEqual(judge(evidence({ requests: [refused, ...REQUESTS] })).violations, []);
  });

  it('finds a reminder after payment whose own look began after it', () => {
    const late = request('final_notice', 5_200);
    const row = { debtId: 'in_1', step: 'final_notice', channel: 'whatsapp', state: 'sent' };
    const looked = (at: number) =>
      evidence({
        requests: [...REQUESTS, late],
        reads: [...READS, { debtId: 'in_1', at }],
        deliveries: [...evidence().deliveries, row],
      });
    assert.deepEqual(judge(looked(5_100)).violations, [
      'final_notice of in_1 came after it was closed, and after a look',
    ]);
    assert.deepEqual(judge(looked(4_900)).violations, [], 'the residual race is no violation');
  });

  it('finds an accepted message that the ledger does not know, and one that is still being sent', () => {
    const sent = evidence().deliveries;
    assert.deepEqual(judge(evidence({ deliveries: sent.slice(1) })).violations, [
      'first_notice of in_1 was accepted, but the ledger says nothing',
    ]);
    const half = sent.map((row) => (row.step === 'second_notice' ? { ...row, state: 'sending' } : row));
    assert.deepEqual(judge(evidence({ deliveries: half })).violations, [
      'second_notice of in_1 was accepted, but the ledger says sending',
      'second_notice of in_1 is still "sending"',
    ]);
  });

  it('finds a failure that was never recovered, and a recovery that nobody finishes', () => {
    assert.deepEqual(judge(evidence({ debts: ['in_1', 'in_2'] })).violations, ['in_2 was never recovered']);
    const open = [{ debtId: 'in_1', outcome: null, hold: null }];
    assert.deepEqual(judge(evidence({ recoveries: open })).violations, [
      'in_1 has neither an outcome nor a hold',
    ]);
    const held = [{ debtId: 'in_1', outcome: null, hold: 'channel' }];
    assert.deepEqual(judge(evidence({ recoveries: held })).violations, []);
  });

  it('tells apart the three ways in which a delivery becomes unknown', () => {
    const rows = ['first_notice', 'second_notice', 'final_notice'].map((step) => ({
      debtId: 'in_1',
      step,
      channel: 'whatsapp',
      state: 'unknown',
    }));
    const answered = { ...request('second_notice', 3_000), accepted: false };
    const verdict = judge(
      evidence({ requests: [request('first_notice', 1_000), answered], deliveries: rows }),
    );
    assert.deepEqual(verdict.violations, []);
    assert.equal(verdict.unknownAccepted, 1);
    assert.equal(verdict.unknownAnswered, 1);
    assert.equal(verdict.unknownUnrequested, 1);
  });

  it('fails a run that was too gentle', () => {
    const verdict = judge(evidence());
    const byPart = { server: 3, worker: 30, postgres: 12, temporal: 15 };
    assert.deepEqual(problemsOf({ verdict, kills: { byPart, duringASend: 10 } }, { kills: 60 }), []);
    assert.deepEqual(problemsOf({ verdict, kills: { byPart, duringASend: 9 } }, { kills: 60 }), [
      'too gentle: 9 kills between "sending" and the recorded answer, 10 are needed',
    ]);
    assert.deepEqual(problemsOf({ verdict, kills: { byPart, duringASend: 11 } }, { kills: 61 }), [
      'too gentle: 60 kills of 61',
    ]);
  });

  it('repeats itself with the same seed', () => {
    const draws = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).next);
    assert.deepEqual(draws(7), draws(7));
    assert.notDeepEqual(draws(7), draws(8));
  });
});

function request(step: string, at: number): SendRequest {
  return { debtId: 'in_1', step, at, accepted: true, refused: false };
}

const REQUESTS = [
  request('first_notice', 1_000),
  request('second_notice', 3_000),
  request('confirmation', 5_050),
];
const READS = [
  { debtId: 'in_1', at: 990 },
  { debtId: 'in_1', at: 2_990 },
];

/** Asked at 1 s and 3 s, paid at 5 s. */
function evidence(changed: Partial<Evidence> = {}): Evidence {
  const deliveries = REQUESTS.map(({ debtId, step }) => ({
    debtId,
    step,
    channel: 'whatsapp',
    state: 'sent',
  }));
  return {
    requests: REQUESTS,
    reads: READS,
    closed: new Map([['in_1', 5_000]]),
    deliveries,
    recoveries: [{ debtId: 'in_1', outcome: 'recovered', hold: null }],
    debts: ['in_1'],
    ...changed,
  };
}
