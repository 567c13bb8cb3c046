import assert from 'node:assert/strict';
import { STOP_ORDER } from '../../scripts/supervisor/ownership.ts';
import { eventually } from '../support/eventually.ts';
import {
  recoveryOf,
  startProviders,
  untilStatus,
  type Debtor,
  type Providers,
} from '../support/providers.ts';
import { makeHome, type Home, type RunningService } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

/**
 * Days of 8 s, counted from the first failure; `kill -9` at ✗:
 *
 *     day     0 ✗worker       3  ✗all         7         12.5           14
 *     asleep  first           second          final                    suspension
 *     cut off first …                                   unknown, final
 *     missed     first            second            final                 suspension
 *
 * What was running in a killed worker is tried again once its 60 s are over. Shorter days would leave a slow machine
 * too little time to start again before a notice is superseded by the next.
 */
const ENV = { DAY_LENGTH: '8s' };
const SEQUENCE = ['first_notice', 'second_notice', 'final_notice', 'suspension'];
const PAST_THE_TIME_LIMIT_MS = 100_000;
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(`kill -9 in the course of sequences${needs}`, function () {
  this.timeout(150_000);
  let home: Home;
  let providers: Providers;
  let service: RunningService;
  let asleep: Debtor;
  let cutOff: Debtor;
  let missed: Debtor;

  before(async () => {
    [home, providers] = await Promise.all([makeHome(), startProviders()]);
    await start();
    [asleep, cutOff, missed] = [providers.anInvoice(), providers.anInvoice(), providers.anInvoice()];
  });
  after(async () => {
    await home?.remove();
    await providers?.close();
  });

  async function start(): Promise<void> {
    service = await home.start({ ...providers.env, ...ENV });
    providers.stripe.setWebhookUrl(`${service.url}/webhooks/stripe`);
  }

  /** Its message before that step is recorded, and it sleeps. */
  function untilNext({ invoiceId }: Debtor, step: string) {
    return untilStatus(service.temporal, invoiceId, ({ currentStep }) => currentStep === step);
  }

  it('says which part was killed, and stops', async () => {
    providers.stripe.failInvoice(asleep.invoiceId);
    await asleep.untilMessages(1);
    await untilNext(asleep, 'second_notice');
    providers.rapiwa.setAnswer('held', { times: 1 });
    providers.stripe.failInvoice(cutOff.invoiceId);
    await cutOff.untilMessages(1);

    process.kill((await home.partPid('worker'))!, 'SIGKILL');
    assert.equal(await service.exited, 1);
    assert.match(service.output(), /recoup stops: worker ended with SIGKILL/);
    assert.deepEqual(await Promise.all(STOP_ORDER.map(home.partPid)), Array(5).fill(null), 'all others too');
  });

  it('starts the sequence of a webhook that found everything down', async () => {
    const event = providers.stripe.failInvoice(missed.invoiceId);
    const tries = () => providers.stripe.deliveries.filter(({ eventId }) => eventId === event.id);
    await eventually('Stripe finds nobody', () => tries().some(({ status }) => status === null));
    await start();
    await missed.untilMessages(1);
    assert.equal(tries().at(-1)?.status, 200);
  });

  it('goes on after everything was killed in the middle of a sleep', async () => {
    await asleep.untilMessages(2);
    await Promise.all([untilNext(asleep, 'final_notice'), untilNext(missed, 'second_notice')]);
    const parts = await Promise.all(STOP_ORDER.map(home.partPid));
    const everything = [service.supervisorPid, ...parts.filter((pid) => pid !== null)];
    assert.equal(everything.length, 5, 'supervisor, server, worker, Temporal, Postgres');
    for (const pid of everything) process.kill(pid, 'SIGKILL');
    assert.equal(await service.exited, null);
    await start();
    await missed.untilMessages(2);
  });

  it('calls a message that was cut off unknown, never requests it again, and goes on', async () => {
    await cutOff.untilMessages(2, PAST_THE_TIME_LIMIT_MS);
    const { deliveries } = await untilNext(cutOff, 'suspension');
    assert.deepEqual(
      deliveries.map(({ step, state }) => `${step} ${state}`),
      ['first_notice unknown', 'final_notice sent'],
    );
    assert.deepEqual(cutOff.received(), ['first_notice', 'final_notice']);
  });

  it('brings the sequence to its end, without a message lost, repeated or too early', async () => {
    await asleep.untilMessages(4, 60_000);
    assert.deepEqual(asleep.received(), SEQUENCE);
    const { plan, deliveries } = await untilNext(asleep, 'winback');
    assert.deepEqual(
      deliveries.map(({ state }) => state),
      Array(4).fill('sent'),
    );
    for (const [index, { at }] of asleep.messages().entries()) {
      assert.ok(at >= plan[index]!.dueAt, `${plan[index]!.step} came before it was due`);
    }
  });

  it('lost and repeated nothing of the sequence it was told late', async () => {
    await missed.untilMessages(4, 60_000);
    assert.deepEqual(missed.received(), SEQUENCE);
    const runs = [asleep, cutOff, missed].map(({ invoiceId }) => recoveryOf(service.temporal, invoiceId));
    const statuses = await Promise.all(runs.map((run) => run.describe()));
    assert.deepEqual(
      statuses.map(({ status }) => status.name),
      Array(3).fill('RUNNING'),
    );
    assert.equal(await service.pressCtrlC(), 0);
  });
});
