/* Child of sdk-download.mjs: `node sdk-download-child.mjs <cli|test-server> <folder>`. */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [server, downloadDir] = process.argv.slice(2);
const executable = { type: 'cached-download', downloadDir, ttl: '3650 days' };
try {
  // The SDK downloads only as part of starting the server.
  const options = { server: { executable } };
  const environment =
    server === 'cli'
      ? await TestWorkflowEnvironment.createLocal(options)
      : await TestWorkflowEnvironment.createTimeSkipping(options);
  await environment.teardown();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
