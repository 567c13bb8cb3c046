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

/** A client that connects when first used: the server accepts webhooks while Temporal is away. */
export function lazyClient(target: TemporalTarget): Client {
  const connection = Connection.lazy(target.connectionOptions);
  return new Client({ connection, namespace: target.namespace ?? 'default' });
}
