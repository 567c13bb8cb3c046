/** The sandbox process of `npm start`. */
import { startSandbox } from './sandbox/sandbox.ts';
import { readSettings } from './sandbox/settings.ts';

const sandbox = await startSandbox(readSettings(process.env));

let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await sandbox.close();
  process.exit(0);
}

process.on('SIGTERM', () => void stop());
// Ctrl-C reaches the whole process group; under a supervisor it is the supervisor who stops us, in its order.
process.on('SIGINT', () => {
  if (!process.connected) void stop();
});
// A supervisor that was killed cannot stop us any more.
process.on('disconnect', () => void stop());

process.send?.({ kind: 'ready', url: sandbox.url });
if (!process.send) process.stdout.write(`sandbox: ${sandbox.url}\n`);
