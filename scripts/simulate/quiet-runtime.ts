import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Once a process. Signals are ours; what Core says about a test server's missing features would drown the table. */
export function installQuietRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}
