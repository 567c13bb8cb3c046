import assert from 'node:assert/strict';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { google, temporal } from '@temporalio/proto';
import { EngineUnreachable, type RecoveryEngine } from '../../src/ports/recovery-engine.ts';
import { lazyClient, temporalTarget } from '../../src/temporal/connection.ts';
import { createLauncher } from '../../src/temporal/launcher.ts';
import { readyEngine } from '../../src/temporal/ready-engine.ts';
import { aDebt, aRecovery, instant } from '../adapters/postgres/open-ledger.ts';
import { inMemoryEngine } from '../inbox/in-memory-engine.ts';

/** For calls that nobody answers: the shortest wait that is still one. */
const SOON_MS = 300;
/** For calls that are answered at once, also by a busy machine. */
const PATIENT_MS = 15_000;

function launcherTo(port: number, deadlineMs = SOON_MS) {
  const client = lazyClient(temporalTarget({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` }));
  const engine = createLauncher({ client, taskQueue: 'recoup', now: Date.now, deadlineMs });
  return { engine, close: () => client.connection.close() };
}

/** Everything that can be asked of an engine. */
const CALLS: Record<string, (engine: RecoveryEngine) => Promise<unknown>> = {
  'starting a recovery': (engine) => engine.start(aRecovery().input),
  'telling of a payment': (engine) =>
    engine.tell(aDebt(), { kind: 'closed', eventId: 'evt_1', at: instant(), standing: 'paid' }),
  'telling of a void invoice': (engine) =>
    engine.tell(aDebt(), { kind: 'closed', eventId: 'evt_1', at: instant(), standing: 'void' }),
  'telling of another failure': (engine) =>
    engine.tell(aDebt(), { kind: 'charge_failed', eventId: 'evt_1', at: instant(), chargeAttempt: 2 }),
  'giving access back': (engine) => engine.restoreAccess(aRecovery().input),
};

function listen(server: Server | Http2Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** A server of the right protocol that answers every call after the greeting with one gRPC status. */
async function answering(status: number, trailers: Record<string, string>) {
  const sessions = new Set<ServerHttp2Session>();
  const server = createHttp2Server();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const greeting = String(headers[':path']).endsWith('/GetSystemInfo');
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => {
      stream.sendTrailers(greeting ? { 'grpc-status': '0' } : { 'grpc-status': String(status), ...trailers });
    });
    // An empty message of protobuf, where a message belongs.
    stream.end(greeting || status === 0 ? Buffer.alloc(5) : undefined);
  });
  return {
    port: await listen(server),
    close: () => {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

/** What tells a missing namespace from a missing workflow: both are NOT_FOUND. */
function namespaceNotFound(): Record<string, string> {
  const { NamespaceNotFoundFailure } = temporal.api.errordetails.v1;
  const detail = {
    type_url: 'type.googleapis.com/temporal.api.errordetails.v1.NamespaceNotFoundFailure',
    value: NamespaceNotFoundFailure.encode({ namespace: 'default' }).finish(),
  };
  const bytes = google.rpc.Status.encode({ code: 5, message: 'no namespace', details: [detail] }).finish();
  return { 'grpc-status-details-bin': Buffer.from(bytes).toString('base64') };
}

describe('the launcher', () => {
  describe('to a Temporal that is away', () => {
    const peers: Record<string, (socket: Socket) => void> = {
      'hangs up': (socket) => socket.destroy(),
      'never answers': () => undefined,
      'speaks another protocol': (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'),
    };
    for (const [what, ask] of Object.entries(CALLS)) {
      it(`says so soon, ${what}, while nothing listens`, async () => {
        const server = createServer();
        const port = await listen(server);
        await new Promise((resolve) => server.close(resolve));
        const { engine, close } = launcherTo(port);
        await assert.rejects(ask(engine), EngineUnreachable);
        await close();
      });
    }

    for (const [peer, meet] of Object.entries(peers)) {
      it(`says so soon where something listens that ${peer}`, async () => {
        const sockets: Socket[] = [];
        const server = createServer((socket) => {
          sockets.push(socket.on('error', () => undefined));
          meet(socket);
        });
        const { engine, close } = launcherTo(await listen(server));
        await assert.rejects(engine.start(aRecovery().input), (error: unknown) => {
          assert.ok(error instanceof EngineUnreachable);
          assert.match(error.message, /unreachable while starting recovery:stripe:in_/);
          assert.ok(error.cause instanceof Error);
          return true;
        });
        await close();
        for (const socket of sockets) socket.destroy();
        server.close();
      });
    }
  });

  describe('to a Temporal that answers', () => {
    // These the client itself tries again until the deadline.
    const repeated = [2, 8, 14];
    const outcomeOf = async (
      status: number,
      ask: (engine: RecoveryEngine) => Promise<unknown>,
      trailers: Record<string, string> = {},
    ) => {
      const server = await answering(status, trailers);
      const { engine, close } = launcherTo(server.port, repeated.includes(status) ? SOON_MS : PATIENT_MS);
      const outcome = await ask(engine).then(
        (answer) => answer ?? 'done',
        (error: unknown) => (error instanceof EngineUnreachable ? 'unreachable' : 'refused'),
      );
      await close();
      server.close();
      return outcome;
    };
    const start = CALLS['starting a recovery']!;
    const tell = CALLS['telling of a payment']!;
    const restore = CALLS['giving access back']!;

    for (const [status, name] of [
      [1, 'CANCELLED'],
      [2, 'UNKNOWN'],
      [4, 'DEADLINE_EXCEEDED'],
      [7, 'PERMISSION_DENIED'],
      [16, 'UNAUTHENTICATED'],
      [8, 'RESOURCE_EXHAUSTED'],
      [14, 'UNAVAILABLE'],
    ] as const) {
      it(`is unreachable after ${name}: another try may do it`, async () => {
        assert.equal(await outcomeOf(status, start), 'unreachable');
      });
    }

    for (const [status, name] of [
      [3, 'INVALID_ARGUMENT'],
      [9, 'FAILED_PRECONDITION'],
      [12, 'UNIMPLEMENTED'],
    ] as const) {
      it(`is refused with ${name}: it would be so for ever`, async () => {
        assert.equal(await outcomeOf(status, start), 'refused');
        assert.equal(await outcomeOf(status, tell), 'refused');
      });
    }

    it('is unreachable while its namespace is not there yet', async () => {
      assert.equal(await outcomeOf(5, start, namespaceNotFound()), 'unreachable');
      assert.equal(await outcomeOf(5, tell, namespaceNotFound()), 'unreachable');
    });

    it('finds nobody to tell after NOT_FOUND, and is told without an answer', async () => {
      assert.equal(await outcomeOf(5, tell), 'absent');
      assert.equal(await outcomeOf(0, tell), 'told');
    });

    it('is done after ALREADY_EXISTS: one recovery for ever', async () => {
      assert.equal(await outcomeOf(6, start), 'done');
      assert.equal(await outcomeOf(6, restore), 'done');
    });
  });
});

describe('an engine with preconditions', () => {
  const failing = () => Promise.reject(new Error('search attributes are missing'));

  it('is unreachable until they hold, and asks nothing before', async () => {
    const engine = inMemoryEngine();
    const guarded = readyEngine(engine, failing);
    for (const ask of Object.values(CALLS)) {
      await assert.rejects(ask(guarded), (error: unknown) => {
        assert.ok(error instanceof EngineUnreachable);
        assert.match(String(error.cause), /search attributes are missing/);
        return true;
      });
    }
    assert.equal(engine.calls, 0);
  });

  it('prepares once, however many ask at the same time or later', async () => {
    let prepared = 0;
    const engine = inMemoryEngine();
    const guarded = readyEngine(engine, async () => void (prepared += 1));
    await Promise.all(Object.values(CALLS).map((ask) => ask(guarded)));
    await guarded.start(aRecovery().input);
    assert.deepEqual([prepared, engine.calls], [1, 6]);
  });

  it('prepares again after a failure, until it succeeds', async () => {
    let tries = 0;
    const engine = inMemoryEngine();
    const guarded = readyEngine(engine, () => {
      tries += 1;
      return tries < 3 ? failing() : Promise.resolve();
    });
    const { input } = aRecovery();
    for (let call = 1; call <= 2; call += 1) await assert.rejects(guarded.start(input), EngineUnreachable);
    await guarded.start(input);
    await guarded.start(input);
    assert.deepEqual([tries, engine.log], [3, [`start ${input.debtId}`]]);
  });

  it("passes the engine's own answers and errors through", async () => {
    const engine = inMemoryEngine();
    const guarded = readyEngine(engine, () => Promise.resolve());
    const { input } = aRecovery();
    const news = { kind: 'closed', eventId: 'evt_1', at: instant(), standing: 'paid' } as const;
    assert.equal(await guarded.tell(input, news), 'absent');
    await guarded.start(input);
    assert.equal(await guarded.tell(input, news), 'told');
    engine.refused.add(input.debtId);
    await assert.rejects(guarded.start(input), /is refused/);
  });
});
