import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../scripts/chaos/random.ts';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { RecoveryInput } from '../../src/domain/recovery-input.ts';
import type { recoverPayment } from '../../src/workflows/index.ts';
import {
  cancelRecoveryUpdate,
  pauseRecoveryUpdate,
  resumeRecoveryUpdate,
} from '../../src/workflows/messages.ts';
import { inLanes } from '../support/in-lanes.ts';
import { ACTIVITIES, aShortRecovery } from '../support/short-recovery.ts';
import { hasDevServer } from '../support/temporal.ts';
import { openWorkflowBench, type WorkflowBench } from '../support/workflow-bench.ts';

/** Another seed makes other moments; the same one repeats them as nearly as real time allows. */
const SEED = 20_261_123;
/** An activity takes up to this long; what is told around it comes within the reach of its beginning. */
const LONGEST_MS = 50;
const REACH_MS = 120;
/** Recoveries at work at the same time; a machine that is slow does fewer a second. */
const LANES = 16;
const ANA = { actor: 'ana', reason: 'the customer called' };
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

/** How one recovery went: what began, and which of its workflow tasks failed. */
interface Course {
  readonly begun: readonly string[];
  readonly failedTasks: readonly string[];
}

(hasDevServer ? describe : describe.skip)(
  `what is told at any moment around an activity${needs}`,
  function () {
    this.timeout(180_000);
    const random = seededRandom(SEED).next;
    let bench: WorkflowBench;
    before(async () => {
      bench = await openWorkflowBench(() => random() * LONGEST_MS);
    });
    after(() => bench?.close());

    it('200 recoveries, each paid twice: all end, at once, without a failed workflow task', async () => {
      const courses = await tellMany(200, async (input, moments) => {
        await Promise.all(moments.map((ms) => pause(ms).then(() => pay(input))));
      });
      assertStopped(courses, (begun) => (begun.includes('suspend') ? 'recovered(_late)?' : 'recovered'));
    });

    it('25 recoveries, each cancelled by staff: all end, and what had begun counts', async () => {
      const courses = await tellMany(25, async (input, [ms]) => {
        await pause(ms);
        await handleOf(input).executeUpdate(cancelRecoveryUpdate, { args: [ANA] });
      });
      assertStopped(courses, () => 'cancelled');
    });

    it('25 recoveries, each paused and resumed by staff: all go on, and nothing begins twice', async () => {
      const courses = await tellMany(25, async (input, [firstMs, secondMs]) => {
        await pause(firstMs);
        await handleOf(input).executeUpdate(pauseRecoveryUpdate, { args: [ANA] });
        await pause(secondMs - firstMs);
        await handleOf(input).executeUpdate(resumeRecoveryUpdate, { args: [ANA] });
        await bench.untilBegun(input.debtId, ACTIVITIES.length);
        await pay(input);
      });
      const whole: Course = { begun: [...ACTIVITIES, 'recovered_late'], failedTasks: [] };
      assert.deepEqual(courses, Array(25).fill(whole));
    });

    /** Starts so many recoveries and tells each its story around one of its activities. */
    function tellMany(
      count: number,
      tell: (input: RecoveryInput, moments: readonly [number, number]) => Promise<void>,
    ): Promise<Course[]> {
      return inLanes({ count, lanes: LANES }, async () => {
        const input = aShortRecovery();
        const around = 1 + Math.floor(random() * ACTIVITIES.length);
        const [a, b] = [random() * REACH_MS, random() * REACH_MS];
        await bench.engine.start(input);
        await bench.untilBegun(input.debtId, around);
        await tell(input, [Math.min(a, b), Math.max(a, b)]);
        return courseOf(input);
      });
    }

    async function courseOf(input: RecoveryInput): Promise<Course> {
      await handleOf(input).result();
      const { events } = await handleOf(input).fetchHistory();
      const failed = (events ?? []).flatMap(
        ({ workflowTaskFailedEventAttributes: failure }) => failure ?? [],
      );
      const failedTasks = failed.map(({ cause, failure }) => `cause ${cause}: ${failure?.message}`);
      return { begun: bench.begun(input.debtId), failedTasks };
    }

    function handleOf(input: RecoveryInput) {
      return bench.client.workflow.getHandle<typeof recoverPayment>(recoveryWorkflowId(input));
    }

    async function pay(input: RecoveryInput): Promise<void> {
      const [eventId, at] = [`evt_${randomUUID()}`, toInstant(Date.now())];
      await bench.engine.tell(input, { kind: 'closed', eventId, at, standing: 'paid' });
    }
  },
);

/** Each went through its sequence, nothing twice, until it was closed; nothing came after that. */
function assertStopped(courses: readonly Course[], closing: (begun: readonly string[]) => string): void {
  for (const { begun, failedTasks } of courses) {
    const taken = begun.slice(0, -1);
    assert.deepEqual(taken, ACTIVITIES.slice(0, taken.length));
    assert.match(begun.at(-1) ?? 'nothing', new RegExp(`^${closing(begun)}$`));
    assert.deepEqual(failedTasks, []);
  }
  // The moments were such that something was left to stop for some, and nothing for others.
  const lengths = new Set(courses.map(({ begun }) => begun.length - 1));
  assert.deepEqual([...lengths].sort(), [1, 2, 3]);
}
