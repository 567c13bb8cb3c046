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

/** A client that connects when first used: the server accepts webhooks while Temporal is away. */
export function lazyClient(target: TemporalTarget): Client {
  const connection = Connection.lazy({ ...target.connectionOptions, channelArgs: RECONNECTING });
  return new Client({ connection, namespace: target.namespace ?? 'default' });
}
