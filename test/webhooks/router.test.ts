import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { openLedger, type OpenLedger } from '../adapters/postgres/open-ledger.ts';
import { NOW_S, openRouter, SECRET, signed, type OpenRouter, type RouterSetting } from './open-router.ts';
import { changed } from './stripe/fixtures.ts';

const FAILED = 'invoice.payment_failed.endive';
const PAID = 'invoice.paid.endive';
const MEBIBYTE = 1024 * 1024;

type Changes = Parameters<typeof changed>[1];

/** A webhook body of its own event, on its own invoice. */
function aBody(name: string, changes: Changes = {}): string {
  const id = `evt_${randomUUID()}`;
  const invoice = { id: `in_${randomUUID()}`, ...changes.invoice };
  return JSON.stringify(changed(name, { event: { id, ...changes.event }, invoice }));
}

describe('POST /webhooks/stripe', () => {
  let database: OpenLedger;
  let router: OpenRouter;
  const opened: OpenRouter[] = [];

  async function open(setting: RouterSetting = {}): Promise<OpenRouter> {
    const another = await openRouter(database, setting);
    opened.push(another);
    return another;
  }
  before(async () => {
    database = await openLedger();
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.db.deleteFrom('inbox_events').execute();
    router = await open();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  describe('answers 200', () => {
    it('to a failed payment, once it is committed', async () => {
      const body = aBody(FAILED, { invoice: { id: 'in_1' }, event: { id: 'evt_1' } });
      const { status, body: answer } = await router.post(body);
      assert.deepEqual([status, answer], [200, { received: true }]);
      assert.deepEqual(await router.stored(), [
        {
          event_id: 'evt_1',
          type: 'invoice.payment_failed',
          kind: 'payment_failed',
          state: 'pending',
          reason: null,
          debt_id: 'in_1',
          received_at: new Date(NOW_S * 1000).toISOString(),
          body,
        },
      ]);
    });

    it('to the same event again, and keeps it once', async () => {
      const body = aBody(PAID);
      const answers = await Promise.all([1, 2, 3].map(() => router.post(body)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      assert.equal((await router.stored()).length, 1);
    });

    it('to a type that is none of our business, and keeps nothing', async () => {
      const answer = await router.post('{"id":"evt_1","type":"customer.created"}');
      assert.deepEqual([answer.status, answer.body], [200, { received: true, ignored: 'type' }]);
      assert.deepEqual(await router.stored(), []);
    });

    it('to an event of the other mode, and keeps nothing', async () => {
      const answer = await router.post(aBody(FAILED, { event: { livemode: true } }));
      assert.deepEqual([answer.status, answer.body], [200, { received: true, ignored: 'mode' }]);
      const live = await open({ mode: 'live' });
      assert.deepEqual((await live.post(aBody(FAILED))).body, { received: true, ignored: 'mode' });
      assert.deepEqual(await router.stored(), []);
    });

    it('to a first invoice that was never paid, and records why nothing is started', async () => {
      const invoice = { billing_reason: 'subscription_create' };
      const answer = await router.post(aBody(FAILED, { invoice }));
      assert.deepEqual([answer.status, answer.body], [200, { received: true }]);
      const [event] = await router.stored();
      const { state, reason } = event!;
      assert.deepEqual({ state, reason }, { state: 'ignored', reason: 'billing_reason:subscription_create' });
    });

    it('to what Stripe signed and we do not understand, keeps it for a person, and tells the staff', async () => {
      const body = aBody(FAILED, { event: { id: 'evt_odd' }, invoice: { amount_remaining: 'a lot' } });
      const answer = await router.post(body);
      assert.deepEqual(
        [answer.status, answer.body],
        [200, { received: true, quarantined: true, reason: 'data.object.amount_remaining: invalid_type' }],
      );
      const [event] = await router.stored();
      assert.deepEqual([event?.event_id, event?.state, event?.body], ['evt_odd', 'quarantined', body]);
      assert.match(event?.reason ?? '', /amount_remaining/);
      assert.deepEqual(
        router.alerts.map(({ key }) => key),
        ['quarantined:evt_odd'],
      );
    });

    it('to what has not even an id, and knows it again by its bytes', async () => {
      const body = '{"type":"invoice.payment_failed"}';
      for (const copy of [body, body]) assert.equal((await router.post(copy)).status, 200);
      const stored = await router.stored();
      assert.equal(stored.length, 1);
      assert.match(stored[0]?.event_id ?? '', /^sha256:[0-9a-f]{64}$/);
    });

    it('to a text that no database can keep, instead of having it delivered again for days', async () => {
      const answer = await router.post(aBody(FAILED, { invoice: { billing_reason: 'manual\0' } }));
      const reason = 'data.object.billing_reason: invalid_format';
      assert.deepEqual([answer.status, answer.body], [200, { received: true, quarantined: true, reason }]);
    });

    it('to both secrets while one is being replaced', async () => {
      const rotating = await open({ secrets: ['whsec_new', 'whsec_old'] });
      for (const secret of ['whsec_old', 'whsec_new']) {
        assert.equal((await rotating.post(aBody(FAILED), { secret })).status, 200);
      }
      assert.equal((await rotating.post(aBody(FAILED))).status, 400);
      assert.equal((await rotating.stored()).length, 2);
    });

    it('to a body of exactly 1 MiB', async () => {
      const body = aBody(FAILED);
      assert.equal((await router.post(body + ' '.repeat(MEBIBYTE - body.length))).status, 200);
    });
  });

  describe('answers 400, and keeps nothing,', () => {
    const cases: Record<string, { body?: string; headers?: Record<string, string>; error: string }> = {
      'without a signature': { headers: { 'stripe-signature': '' }, error: 'missing_signature' },
      'to a signature that is none': { headers: { 'stripe-signature': 'nonsense' }, error: 'bad_signature' },
      'to a signature of another body': {
        headers: { 'stripe-signature': signed('{}') },
        error: 'bad_signature',
      },
      'to what is signed and not JSON': { body: '{"id":', error: 'not_json' },
      'to nothing at all': { body: '', error: 'not_json' },
    };
    for (const [what, { body = aBody(FAILED), headers = {}, error }] of Object.entries(cases)) {
      it(what, async () => {
        const answer = await router.post(body, { headers });
        assert.deepEqual([answer.status, answer.body], [400, { error }]);
        assert.deepEqual(await router.stored(), []);
      });
    }

    it('to a signature of another secret', async () => {
      const answer = await router.post(aBody(FAILED), { secret: 'whsec_guessed' });
      assert.deepEqual([answer.status, answer.body], [400, { error: 'bad_signature' }]);
    });
  });

  it('answers 404 where the source is not configured', async () => {
    assert.equal((await router.post(aBody(FAILED), { path: '/webhooks/paypal' })).status, 404);
    assert.equal((await router.post(aBody(FAILED), { path: '/webhooks' })).status, 404);
    const without = await open({ sources: [] });
    assert.equal((await without.post(aBody(FAILED))).status, 404);
  });

  it('answers 405 to every other method, and says which one it takes', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await router.post('', { method });
      assert.deepEqual([status, headers.get('allow')], [405, 'POST']);
    }
  });

  it('answers 503 while the database is away, and takes the event when it comes again', async () => {
    const body = aBody(FAILED);
    await router.way.cut();
    const { status, body: answer, headers } = await router.post(body);
    assert.deepEqual([status, answer], [503, { error: 'unavailable' }]);
    assert.equal(headers.get('retry-after'), '5');
    await router.way.restore();
    assert.deepEqual(await router.stored(), []);
    assert.equal((await router.post(body)).status, 200);
    assert.equal((await router.stored()).length, 1);
  });

  it('answers 503 while the service shuts down', async () => {
    router.draining = true;
    const { status, headers } = await router.post(aBody(FAILED));
    assert.deepEqual([status, headers.get('connection')], [503, 'close']);
    assert.deepEqual(await router.stored(), []);
  });

  it('answers 503 to a request that was under way when the inbox closed', async () => {
    await router.inbox.drain();
    assert.equal((await router.post(aBody(FAILED))).status, 503);
  });

  it('answers 500 without detail when something unforeseen happens, and goes on', async () => {
    const source = {
      name: 'stripe',
      read: () => {
        throw new Error('the inside of the service');
      },
      reread: () => ({ kind: 'ignored', why: 'type' }) as const,
    } as const;
    const broken = await open({ sources: [source] });
    for (const body of [aBody(FAILED), aBody(PAID)]) {
      const answer = await broken.post(body);
      assert.deepEqual([answer.status, answer.body], [500, { error: 'internal' }]);
    }
    assert.match(broken.lines.join(''), /the inside of the service.*http\.failed/);
  });

  it('names each request, and tells browsers to keep away', async () => {
    const [one, other] = [await router.post(aBody(FAILED)), await router.post(aBody(FAILED))];
    assert.match(one.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.notEqual(one.headers.get('x-request-id'), other.headers.get('x-request-id'));
    assert.equal(one.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(one.headers.get('x-powered-by'), null);
  });

  describe('with a body that is too large', () => {
    it('answers 413 when its length says so', async () => {
      const body = ' '.repeat(MEBIBYTE + 1);
      const { status, body: answer } = await router.post(body);
      assert.deepEqual([status, answer], [413, { error: 'body_over_1_MiB' }]);
    });

    it('answers 413 when its length is not told, before all of it has come', async () => {
      const status = await new Promise((resolve, reject) => {
        const sending = request(
          { port: router.port, path: '/webhooks/stripe', method: 'POST' },
          (response) => {
            response.resume();
            resolve(response.statusCode);
            sending.destroy();
          },
        );
        sending.once('error', reject);
        // Never ended: the answer comes while the request still goes on.
        sending.write(Buffer.alloc(MEBIBYTE + 1));
      });
      assert.equal(status, 413);
    });
  });

  describe('with a Content-Length that lies', () => {
    /** Sends bytes as they are; resolves with all that comes back once the connection ends. */
    function exchange(head: string[], body: string, end: boolean): Promise<string> {
      return new Promise((resolve, reject) => {
        const socket = connect(router.port, '127.0.0.1');
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.once('close', () => resolve(answer));
        socket.once('error', reject);
        const lines = ['POST /webhooks/stripe HTTP/1.1', 'Host: here', ...head, '', body];
        socket.write(lines.join('\r\n'));
        if (end) socket.end();
      });
    }
    const lengthOf = (body: string, difference: number) => `Content-Length: ${body.length + difference}`;
    const signature = (body: string) => `Stripe-Signature: ${signed(body)}`;

    it('keeps nothing of a body that ends too early, and goes on', async () => {
      const body = aBody(FAILED);
      await exchange([lengthOf(body, 10), signature(body), 'Connection: close'], body, true);
      assert.equal((await router.post(aBody(PAID))).status, 200);
      assert.equal((await router.stored()).length, 1);
      assert.match(router.lines.join(''), /http\.broken_off/);
    });

    it('keeps nothing of a body that goes on after its end', async () => {
      const body = aBody(FAILED);
      const head = [lengthOf(body, -10), signature(body), 'Connection: close'];
      assert.match(await exchange(head, body, false), /^HTTP\/1.1 400 /);
      assert.deepEqual(await router.stored(), []);
    });

    it('answers 413 to a length over 1 MiB without waiting for the body', async () => {
      const head = [`Content-Length: ${MEBIBYTE + 1}`, signature('')];
      assert.match(await exchange(head, 'not so long', false), /^HTTP\/1.1 413 /);
    });

    for (const length of ['-1', '1e3', '0x10', '5, 6']) {
      it(`answers 400 to "${length}"`, async () => {
        const body = aBody(FAILED);
        const head = [`Content-Length: ${length}`, signature(body), 'Connection: close'];
        assert.match(await exchange(head, body, false), /^HTTP\/1.1 400 /);
        assert.deepEqual(await router.stored(), []);
      });
    }
  });

  it('keeps secrets, signatures and bodies out of the log', async () => {
    const body = aBody(FAILED, { invoice: { customer_email: 'ada@secret.example' } });
    await router.post(body, { secret: 'whsec_guessed' });
    await router.post(aBody(FAILED, { invoice: { currency: 'ada@secret.example' } }));
    await router.way.cut();
    await router.post(body);
    const logged = router.lines.join('');
    assert.match(logged, /webhook.not_committed/);
    for (const hidden of [SECRET, 'whsec_guessed', 'secret.example', 'v1=', 'Lovelace']) {
      assert.ok(!logged.includes(hidden), `${hidden} is in the log`);
    }
    assert.ok(!JSON.stringify(router.alerts).includes('secret.example'));
    await router.way.restore();
  });
});
