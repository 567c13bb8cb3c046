import assert from 'node:assert/strict';
import { setInterval as ticks } from 'node:timers/promises';
import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import type { Readiness } from '../../src/http/health.ts';
import { eventually } from '../support/eventually.ts';
import { startOwnServers, type OwnServers } from '../support/own-servers.ts';
import { startProviders, type Debtor, type Providers } from '../support/providers.ts';
import { makeHome, type Home, type RunningService } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

/** So long that each invoice is asked about once while the test runs. */
const DAY_LENGTH = '1h';
const OUTAGE_SECONDS = 60;
const FAILURES = 200;
/** All through the outage. */
const FAILURE_EVERY_MS = 290;
/** Every tenth failure is told twice, every twentieth is paid before Temporal is back. */
const TOLD_TWICE = 10;
const PAID = 20;
const FAILURES_WITHOUT_DATABASE = 20;
const LIMIT_MS = 120_000;
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(
  `npm start with servers of your own, which go away${needs}`,
  function () {
    this.timeout(LIMIT_MS + 60_000);
    // One story: what comes after a failure would only wait in vain.
    this.bail(true);
    let servers: OwnServers;
    let home: Home;
    let providers: Providers;
    let service: RunningService;
    /** Every invoice that failed, in order, and which of them were paid while Temporal was away. */
    const failed: Failed[] = [];
    const paid: Failed[] = [];
    let workerPid: number | null;

    before(async () => {
      [servers, home, providers] = await Promise.all([startOwnServers(), makeHome(), startProviders()]);
      service = await home.start({ ...providers.env, ...servers.env, DAY_LENGTH });
      providers.stripe.setWebhookUrl(`${service.url}/webhooks/stripe`);
      workerPid = await home.partPid('worker');
    });
    after(async () => {
      await home?.remove();
      await providers?.close();
      await servers?.stop();
    });

    /** The payment of a new invoice fails; Stripe tells it, again and again until it is taken. */
    function fail(): Failed {
      const debtor = providers.anInvoice();
      const { id: eventId } = providers.stripe.failInvoice(debtor.invoiceId);
      const answers = () =>
        providers.stripe.deliveries.filter((tried) => tried.eventId === eventId).map(({ status }) => status);
      failed.push({ ...debtor, eventId, answers });
      return failed.at(-1)!;
    }

    async function tellAgain({ eventId }: Failed): Promise<void> {
      const event = providers.stripe.state.events.find(({ id }) => id === eventId)!;
      const [answer] = await providers.stripe.deliver(event);
      assert.equal(answer?.status, 200);
    }

    async function readyz(): Promise<Reading> {
      const response = await fetch(`${service.url}/readyz`);
      const { status, checks } = (await response.json()) as Readiness;
      const { status: temporal, relayLagSeconds: lag } = checks.temporal;
      return { http: response.status, status, database: checks.database, temporal, lag };
    }

    const untilReady = () => watchUntil(readyz, ({ status, lag }) => status === 'ok' && lag === 0);

    const untilCounted = (count: number, query: string) =>
      eventually(
        `Temporal counts ${count} of ${query}`,
        async () => (await service.temporal.workflow.count(query)).count >= count,
        LIMIT_MS,
      );

    /** Fails unless every failed invoice has exactly one run and, unless it was paid, was asked about exactly once. */
    async function assertOneEach(): Promise<void> {
      const asked = failed.length - paid.length;
      await eventually('all are asked', () => providers.rapiwa.messages.length >= asked, LIMIT_MS);
      // Nothing is being sent any more once every recovery sleeps or has ended.
      await untilCounted(asked, 'RecoupStep = "second_notice"');
      await untilCounted(paid.length, 'RecoupOutcome = "recovered"');
      const runs: string[] = [];
      for await (const { workflowId } of service.temporal.workflow.list()) runs.push(workflowId);
      const expected = failed.map(({ invoiceId }) =>
        recoveryWorkflowId({ source: 'stripe', debtId: invoiceId }),
      );
      assert.deepEqual(runs.sort(), expected.sort());
      for (const debtor of failed) {
        assert.deepEqual(debtor.received(), paid.includes(debtor) ? [] : ['first_notice'], debtor.invoiceId);
      }
      assert.equal(providers.rapiwa.messages.length, asked);
    }

    it('is ready, and asks a first customer', async () => {
      await fail().untilMessages(1);
      await untilReady();
      await assertOneEach();
    });

    it(`accepts ${FAILURES} webhooks while Temporal is away, and says degraded with a growing lag`, async () => {
      await servers.killTemporal();
      const watched = watchUntil(readyz, ({ lag }) => lag >= OUTAGE_SECONDS);
      const again: Promise<void>[] = [];
      for await (const _ of ticks(FAILURE_EVERY_MS)) {
        const debtor = fail();
        if (failed.length % TOLD_TWICE === 0) again.push(tellAgain(debtor));
        if (failed.length % PAID === 0) {
          providers.stripe.payInvoice(debtor.invoiceId);
          paid.push(debtor);
        }
        if (failed.length > FAILURES) break;
      }
      await providers.stripe.untilDelivered();
      await Promise.all(again);
      assert.deepEqual([failed.length, paid.length, again.length], [1 + FAILURES, 10, 20]);
      // One try for each event, so none was refused.
      const { deliveries, state } = providers.stripe;
      assert.deepEqual(
        deliveries.map(({ status }) => status),
        Array(state.events.length).fill(200),
      );
      assertDegraded(await watched);
    });

    it('starts every sequence once after Temporal is back, and asks nobody who has paid', async () => {
      const startedAt = performance.now();
      const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
      await servers.startTemporal();
      const up = seconds();
      await eventually('the next one is asked', () => providers.rapiwa.messages.length > 1, LIMIT_MS);
      const first = seconds();
      await untilReady();
      const noLag = seconds();
      await assertOneEach();
      console.log(
        `      Temporal up after ${up} s, next message ${first} s, lag 0 ${noLag} s, all asked ${seconds()} s`,
      );
      assert.equal(await home.partPid('worker'), workerPid, 'the worker outlived the outage');
    });

    it('answers 503 while the database is away, and takes everything when Stripe delivers it again', async () => {
      await servers.killPostgres();
      await eventually('/readyz is unavailable', async () => {
        const { http, status, database } = await readyz();
        return http === 503 && status === 'unavailable' && database === 'down';
      });
      const refused = Array.from({ length: FAILURES_WITHOUT_DATABASE }, fail);
      await eventually('each was refused', () => refused.every(({ answers }) => answers().length > 0));
      await servers.startPostgres();
      await providers.stripe.untilDelivered();
      for (const { answers } of refused) {
        const tries = answers();
        assert.deepEqual(tries, [...Array<number>(tries.length - 1).fill(503), 200]);
        assert.ok(tries.length > 1);
      }
      await untilReady();
      await assertOneEach();
      assert.equal(await home.partPid('worker'), workerPid, 'the worker outlived the outage');
      assert.equal(await service.pressCtrlC(), 0);
    });
  },
);

interface Failed extends Debtor {
  readonly eventId: string;
  /** What each try to tell it was answered; null where no answer came. */
  answers(): (number | null)[];
}

interface Reading {
  readonly http: number;
  readonly status: Readiness['status'];
  readonly database: string;
  readonly temporal: string;
  readonly lag: number;
}

/** Every reading, the last of which is the first that is enough. */
async function watchUntil(
  read: () => Promise<Reading>,
  isEnough: (reading: Reading) => boolean,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for await (const _ of ticks(250)) {
    readings.push(await read());
    if (isEnough(readings.at(-1)!)) break;
  }
  return readings;
}

/** Never out of rotation; degraded, once it is noticed, until the end; the lag only grows. */
function assertDegraded(readings: readonly Reading[]): void {
  assert.deepEqual(new Set(readings.map(({ http }) => http)), new Set([200]));
  const from = readings.findIndex(({ status }) => status === 'degraded');
  assert.ok(from >= 0 && readings[from]!.lag < OUTAGE_SECONDS, `degraded at the lag ${readings[from]?.lag}`);
  for (const { status, temporal, database } of readings.slice(from)) {
    assert.deepEqual([status, temporal, database], ['degraded', 'unreachable', 'ok']);
  }
  const lags = readings.map(({ lag }) => lag);
  assert.deepEqual(
    lags,
    lags.toSorted((a, b) => a - b),
  );
  console.log(`      degraded from a lag of ${readings[from]!.lag} s to one of ${lags.at(-1)} s`);
}
