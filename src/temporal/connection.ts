import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where Temporal is, from `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`. */
export type TemporalTarget = ReturnType<typeof loadClientConnectConfig>;

/** @param env the variables; no file is read unless `TEMPORAL_PROFILE` asks for one */
export function temporalTarget(env: Record<string, string>): TemporalTarget {
  return loadClientConnectConfig({
    disableFile: env['TEMPORAL_PROFILE'] === undefined,
    overrideEnvVars: env,
  });
}

/**
 * gRPC's own pauses between tries to connect grow to two minutes: after a long absence of Temporal, events would wait
 * that much longer than they must.
 */
const RECONNECTING = { 'grpc.max_reconnect_backoff_ms': 2_000 };

export interface ClientOptions {
  /** How often a call is made that Temporal did not answer: by the SDK until its deadline, or once, for who asks again. */
  readonly tries?: 'many' | 'one';
}

/** A client that connects when first used: the server accepts webhooks while Temporal is away. */
export function lazyClient(target: TemporalTarget, { tries = 'many' }: ClientOptions = {}): Client {
  const connection = QuietConnection.lazy({
    ...target.connectionOptions,
    channelArgs: RECONNECTING,
    // The SDK's only one is the one that tries again.
    ...(tries === 'one' && { interceptors: [] }),
  });
  return new Client({ connection, namespace: target.namespace ?? 'default' });
}

/**
 * The SDK keeps a call's deadline in an `AsyncLocalStorage`. Once that was used, Node before 24 follows every promise of
 * the process for it, accepted webhooks' too: some 4 % of their processor time. So it is let go while no call is under way.
 */
class QuietConnection extends Connection {
  private callsUnderWay = 0;

  override async withDeadline<Result>(deadline: number | Date, fn: () => Promise<Result>): Promise<Result> {
    this.callsUnderWay += 1;
    try {
      return await super.withDeadline(deadline, fn);
    } finally {
      this.callsUnderWay -= 1;
      if (this.callsUnderWay === 0) this.callContextStorage.disable();
    }
  }
}
