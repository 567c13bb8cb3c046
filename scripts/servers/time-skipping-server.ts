import { TestWorkflowEnvironment } from '@temporalio/testing';
import { freePort } from './free-port.ts';

/** The SDK gives a server 5 s to answer; on a busy machine Java may need more the first time. */
const STARTS = 4;

/** Starts Temporal's time-skipping server. Throws what the last of several starts said. */
export async function startTimeSkippingServer(path: string): Promise<TestWorkflowEnvironment> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path }, port: await freePort() },
      });
    } catch (error) {
      if (tries === STARTS) throw error;
    }
  }
}
