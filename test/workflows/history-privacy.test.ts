import assert from 'node:assert/strict';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { sql } from 'kysely';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { untilFailed } from '../support/failures.ts';
import type { Lab } from '../support/lab.ts';
import { anInvoice, failPayment, pay, untilRelayed, useLab, type Story } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

/** What must not be found, under what it is: `{ name: ['Zebedee Quux'] }`. */
type Secrets = Readonly<Record<string, readonly string[]>>;

const PERSON = { name: 'Zebedee Quux', email: 'zebedee.quux@example.org' };
const ANA = { actor: 'ana', reason: 'she called' };
/** Nobody listens there: every CRM write fails. */
const BROKEN_CRM = { CRM_WEBHOOK_URL: 'http://127.0.0.1:9/crm', CRM_WEBHOOK_SECRET: 'not a secret' };

(hasTestServer ? describe : describe.skip)('personal data stays out of workflow history', function () {
  this.timeout(30_000);
  const lab = useLab({ ...BROKEN_CRM, RAPIWA_TIMEOUT_MS: '300' });

  it('of a recovery with a pause, a failed charge, lost answers, a broken CRM and a late payment', async () => {
    const { stripe, rapiwa } = lab();
    rapiwa.setAnswer('timeout_after_accept', { times: 1 });
    const story = await failPayment(lab(), anInvoice(lab(), PERSON));
    await story.skipToDay(1);
    await story.handle.executeUpdate('pauseRecovery', { args: [ANA] });
    await story.handle.executeUpdate('resumeRecovery', { args: [ANA] });
    stripe.failInvoice(story.invoiceId);
    await untilRelayed(lab());
    await story.skipToDay(2.9);
    rapiwa.setAnswer('not_connected', { times: 1 });
    stripe.setFault({ kind: 'status', status: 500, times: 2 });
    await story.skipToDay(15);
    const details = await currentDetails(story);
    await pay(lab(), story);
    const failure = await untilFailed(story);
    assert.match(failure, /crm-webhook\.unavailable/);
    await story.skipToDay(15.1);
    await story.ending();
    const all = [await visible(story.handle), details, failure, await currentDetails(story)].join('\n');
    assert.deepEqual(traces(all, await secretsOf(lab(), story.invoiceId)), []);
  });

  it('of a database that refuses a row: its error knows the text and shows the row', async () => {
    const { db } = lab().database;
    await sql`alter table deliveries add constraint broken check (state <> 'sending')`.execute(db);
    const story = await failPayment(lab(), anInvoice(lab(), PERSON));
    const failure = await untilFailed(story);
    assert.match(failure, /violates check constraint/);
    await sql`alter table deliveries drop constraint broken`.execute(db);
    await story.skipToDay(0.1);
    assert.deepEqual(await story.log(), ['day 0 first_notice']);
    const all = [await visible(story.handle), failure].join('\n');
    assert.deepEqual(traces(all, await secretsOf(lab(), story.invoiceId)), []);
  });

  it('of the restored access after a lapsed recovery', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), PERSON));
    await story.skipToDay(50);
    await pay(lab(), story);
    await story.skipToDay(50.1);
    await story.untilSent(5);
    const restoring = lab().env.client.workflow.getHandle(`restore:stripe:${story.invoiceId}`);
    assert.deepEqual(traces(await visible(restoring), await secretsOf(lab(), story.invoiceId)), []);
  });

  it('and the search finds it wherever it does stand: with the processor, and in what was sent', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), PERSON));
    await story.skipToDay(4);
    const elsewhere = JSON.stringify([lab().stripe.state, lab().rapiwa.messages]);
    const { phone, ...others } = await secretsOf(lab(), story.invoiceId);
    assert.deepEqual(traces(elsewhere, others), Object.keys(others));
    for (const spelling of phone!.slice(0, 2)) {
      assert.deepEqual(traces(elsewhere, { spelling: [spelling] }), ['spelling']);
    }
  });
});

describe('the search for personal data in a history', () => {
  const secrets: Secrets = {
    name: ['Zebedee Quux'],
    email: ['zebedee.quux@example.org'],
    phone: ['+14155550123', '14155550123', '+1 415 555 0123', '(415) 555-0123'],
    link: ['https://pay.example/in_1'],
    text: ['Your latest payment did not go through'],
  };
  const payload = (value: unknown): object => ({
    metadata: { encoding: base64('json/plain') },
    data: base64(JSON.stringify(value)),
  });
  const places: Readonly<Record<string, (secret: string) => object>> = {
    input: (secret) => ({
      workflowExecutionStartedEventAttributes: { input: { payloads: [payload({ secret })] } },
    }),
    memo: (secret) => ({
      workflowExecutionStartedEventAttributes: { memo: { fields: { note: payload(secret) } } },
    }),
    header: (secret) => ({
      activityTaskScheduledEventAttributes: { header: { fields: { who: payload(secret) } } },
    }),
    result: (secret) => ({
      activityTaskCompletedEventAttributes: { result: { payloads: [payload([secret])] } },
    }),
    signal: (secret) => ({
      workflowExecutionSignaledEventAttributes: { input: { payloads: [payload(secret)] } },
    }),
    summary: (secret) => ({ timerStartedEventAttributes: {}, userMetadata: { summary: payload(secret) } }),
    attribute: (secret) => ({
      upsertWorkflowSearchAttributesEventAttributes: {
        searchAttributes: { indexedFields: { A: payload(secret) } },
      },
    }),
    failure: (secret) => ({
      activityTaskStartedEventAttributes: { lastFailure: { message: `could not: ${secret}` } },
    }),
    'stack trace': (secret) => ({
      activityTaskFailedEventAttributes: { failure: { stackTrace: `at ${secret}` } },
    }),
    'encoded failure': (secret) => ({
      activityTaskFailedEventAttributes: { failure: { encodedAttributes: payload({ message: secret }) } },
    }),
  };

  for (const [place, event] of Object.entries(places)) {
    it(`finds every kind in a history's ${place}`, () => {
      for (const [kind, spellings] of Object.entries(secrets)) {
        for (const spelling of spellings) {
          assert.deepEqual(traces(JSON.stringify({ events: [event(`x ${spelling} y`)] }), secrets), [kind]);
        }
      }
    });
  }

  it('finds nothing in a history without any', () => {
    const harmless = { recovery: { debtId: 'in_14155550124', amountDueMinor: '1999' } };
    const events = Object.values(places).map((event) => event('nothing'));
    assert.deepEqual(traces(JSON.stringify({ events: [...events, payload(harmless)] }), secrets), []);
  });
});

/** Which kinds of secrets a history's JSON contains, as it is or inside one of its payloads. */
function traces(json: string, secrets: Secrets): string[] {
  const payloads = [...json.matchAll(/"(?:data|summary|details)":\s*"([A-Za-z0-9+/]+=*)"/g)];
  const texts = [json, ...payloads.map(([, data]) => Buffer.from(data!, 'base64').toString('utf8'))];
  const contains = (secret: string): boolean => texts.some((text) => text.includes(secret));
  return Object.keys(secrets).filter((kind) => secrets[kind]!.some(contains));
}

/** Everything of a run that Temporal stores and shows, except what the worker answers to queries. */
async function visible(handle: Story['handle']): Promise<string> {
  const description = await handle.describe();
  return [
    historyToJSON(await handle.fetchHistory()),
    JSON.stringify(description.memo ?? {}),
    JSON.stringify(description.typedSearchAttributes.getAll()),
    (await description.staticSummary()) ?? '',
    (await description.staticDetails()) ?? '',
    handle.workflowId,
  ].join('\n');
}

/** Why the activity that is being retried failed last, as the Web UI shows it. */
async function currentDetails({ handle }: Story): Promise<string> {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  assert.ok(metadata.currentDetails, 'current details are set');
  return metadata.currentDetails;
}

/** The person's data as the providers have it, and every line that was written to them. */
async function secretsOf({ stripe, database }: Lab, invoiceId: string): Promise<Secrets> {
  const invoice = stripe.state.invoices[invoiceId]!;
  const customer = stripe.state.customers[invoice.customer]!;
  assert.ok('metadata' in customer);
  const e164 = customer.metadata['whatsapp_phone']!;
  const parsed = parsePhoneNumberFromString(e164)!;
  const rows = await database.db
    .selectFrom('deliveries')
    .select('message')
    .where('debt_id', '=', invoiceId)
    .execute();
  const lines = rows.flatMap(({ message }) => (message ?? '').split('\n'));
  return {
    name: [PERSON.name, 'Zebedee'],
    email: [PERSON.email],
    phone: [e164, e164.slice(1), parsed.formatInternational(), parsed.formatNational()],
    link: [String(invoice['hosted_invoice_url'])],
    text: lines.filter((line) => line.length > 20),
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
