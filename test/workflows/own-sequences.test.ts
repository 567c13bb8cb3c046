import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createLogAlerts } from '../../src/adapters/log/log-alerts.ts';
import { composeIntake } from '../../src/composition.ts';
import { loadSequences } from '../../src/config/sequences/load.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import type { Lab } from '../support/lab.ts';
import { inboxStates, untilUnderstood } from '../support/lookups.ts';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/sequences', import.meta.url));

(hasTestServer ? describe : describe.skip)('a sequence of one’s own', function () {
  this.timeout(60_000);

  describe('from SEQUENCES_DIR', () => {
    const lab = useLab({ SEQUENCES_DIR: FOLDER, TEMPLATES_DIR: join(FOLDER, 'texts') }, { email: true });

    it('with steps of its own names: asks on day 1, sets a date on day 5, suspends on day 8, lapses on day 18', async () => {
      const story = await failPayment(lab(), anInvoice(lab(), {}, { metadata: { tier: 'club' } }));
      await story.skipToDay(0.9);
      assert.deepEqual(await story.log(), []);
      const { currentStep, plan } = await story.status();
      assert.equal(currentStep, 'nudge');
      assert.deepEqual(
        plan.map(({ step }) => step),
        ['nudge', 'deadline', 'doors_closed'],
      );
      await story.skipToDay(7.9);
      const { access, currentStep: next } = await story.status();
      assert.deepEqual([access, next], ['active', 'doors_closed']);
      assert.match(await story.textOf('deadline'), /our final notice[^]*suspended on Tuesday/);
      assert.deepEqual(await searchStep(lab(), story.workflowId), ['doors_closed']);
      await story.skipToDay(8.1);
      assert.equal((await story.status()).access, 'suspended');
      await story.skipToDay(18.1);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'suspended' });
      assert.deepEqual(await story.log(), ['day 1 nudge', 'day 5 deadline', 'day 8 doors_closed']);
      assert.match(await story.textOf('nudge'), /Your account is still active/);
      assert.match(await story.textOf('doors_closed'), /access is now paused/);
      assert.deepEqual(await sequenceOf(lab(), story.invoiceId), {
        sequence_id: 'club',
        sequence_version: '7',
      });
    });

    it('without a suspension: two friendly words to a first invoice, the second by e-mail, and access stays', async () => {
      const invoice = { billingReason: 'subscription_create', currency: 'eur' };
      const story = await failPayment(lab(), anInvoice(lab(), {}, invoice));
      await story.skipToDay(9);
      assert.deepEqual(await story.log(), ['day 2 hello', 'day 4 hello_again by email']);
      assert.match(await story.textOf('hello'), /no hurry: €19\.99 are open/);
      await story.skipToDay(10.1);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'lapsed', access: 'active' });
    });

    it('paid on day 6: thanked, as after any other', async () => {
      const story = await failPayment(lab(), anInvoice(lab(), {}, { metadata: { tier: 'club' } }));
      await story.skipToDay(6);
      await pay(lab(), story);
      assert.deepEqual(await story.ending(), { run: 'COMPLETED', outcome: 'recovered', access: 'active' });
      assert.deepEqual(await story.log(), ['day 1 nudge', 'day 5 deadline', 'day 6 confirmation']);
    });

    it('only where a rule names it: another first invoice is left alone, and says why', async () => {
      const dear = { billingReason: 'subscription_create', currency: 'eur', amount: 10_000 };
      for (const invoice of [dear, { collectionMethod: 'send_invoice' }] as const) {
        lab().stripe.failInvoice(anInvoice(lab(), {}, invoice));
      }
      await untilUnderstood(lab());
      assert.deepEqual((await inboxStates(lab())).sort(), [
        'ignored billing_reason:subscription_create',
        'ignored collection_method:send_invoice',
      ]);
      assert.deepEqual(await lab().database.db.selectFrom('recoveries').select('debt_id').execute(), []);
    });
  });

  describe('whose file changes on day 4', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'recoup-sequences-'));
    });
    after(() => rm(folder, { recursive: true }));
    const lab = useLab({}, { cachedWorkflows: 0 });

    const standard = (version: number, steps: string) =>
      writeFile(join(folder, 'standard.yaml'), `id: standard\nversion: ${version}\nsteps:\n${steps}`);

    it('goes on as it began; only who fails from then on gets the new one', async () => {
      await standard(
        2,
        `  - { id: first_notice, offset: PT0S }
  - { id: final_notice, offset: P6D }
  - { id: goodbye, offset: P11D, role: suspension, template: suspension }
`,
      );
      const early = await deploy(lab(), folder);
      const story = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(4);
      await early.stop();
      await standard(3, `  - { id: quick, offset: PT1H, role: reminder, template: first_notice }\n`);
      const late = await deploy(lab(), folder);
      await lab().stopWorker();
      await lab().startWorker();
      const other = await failPayment(lab(), anInvoice(lab()));
      await story.skipToDay(13);
      assert.deepEqual(await story.log(), ['day 0 first_notice', 'day 6 final_notice', 'day 11 goodbye']);
      assert.deepEqual(await other.log(), ['day 0.04 quick']);
      const rows = [await sequenceOf(lab(), story.invoiceId), await sequenceOf(lab(), other.invoiceId)];
      assert.deepEqual(rows, [
        { sequence_id: 'standard', sequence_version: '2' },
        { sequence_id: 'standard', sequence_version: '3' },
      ]);
      await late.stop();
    });
  });
});

/** The server starts anew with the files as they are: what comes from now on is handed over by it. */
async function deploy({ config, database, env, clock, intake }: Lab, folder: string) {
  await intake.relay.stop();
  const { book, problems } = loadSequences({ folder, winbackWindowMs: 30 * DAY_MS, hasEmail: false });
  assert.deepEqual(problems, []);
  const log = pino({ level: 'silent' });
  const alerts = createLogAlerts(log, Date.now);
  const { client } = env;
  const parts = { database, client, log, alerts, now: clock.sync };
  const { relay } = composeIntake({ ...parts, config: { ...config, sequenceBook: book } });
  return relay;
}

function sequenceOf({ database }: Lab, invoiceId: string) {
  return database.db
    .selectFrom('recoveries')
    .select(['sequence_id', 'sequence_version'])
    .where('debt_id', '=', invoiceId)
    .executeTakeFirst();
}

async function searchStep({ env }: Lab, workflowId: string): Promise<unknown> {
  const { searchAttributes } = await env.client.workflow.getHandle(workflowId).describe();
  return searchAttributes['RecoupStep'];
}
