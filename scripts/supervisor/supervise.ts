import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { choosePorts } from './choose-ports.ts';
import { listenForInterruption, type Interruption } from './interruption.ts';
import { createParts, StoppingError, type Parts } from './parts.ts';
import type { Plan } from './plan.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';
import { screen } from './screen.ts';
import { StartError, type Ports } from './settings.ts';
import { startParts } from './start-parts.ts';

/**
 * Runs the plan until the user stops it or a part fails.
 * @returns the exit code: 0 when the user stopped it, 1 when a part failed.
 */
export async function supervise(wanted: Plan): Promise<number> {
  mkdirSync(wanted.dataDir, { recursive: true });
  // Processes are recognised by the paths in their command lines, so there must be one spelling of them.
  const plan = { ...wanted, dataDir: realpathSync(wanted.dataDir) };
  let hurry = () => {};
  const interruption = listenForInterruption(() => hurry());
  const run = await openRunDirectory(plan);
  const parts = createParts((name) => run.forgetPid(name));
  hurry = () => parts.hurry();
  try {
    return await runUntilTheEnd({ plan, run, parts, interruption });
  } finally {
    await parts.stop();
    await run.close();
  }
}

interface Supervision {
  plan: Plan;
  run: RunDirectory;
  parts: Parts;
  interruption: Interruption;
}

async function runUntilTheEnd({ plan, run, parts, interruption }: Supervision): Promise<number> {
  const failure = startAndShow({ plan, run, parts }).then(() => parts.unexpectedEnd, describeFailure);
  const end = await Promise.race([failure, parts.unexpectedEnd, interruption.requested.then(() => null)]);
  if (end === null) {
    console.log('\nStopping (once more Ctrl-C: without waiting for messages being sent) …');
    await parts.stop();
    console.log('Stopped.');
    return 0;
  }
  console.error(`\nrecoup stops: ${end}\n  Logs: ${join(plan.dataDir, 'logs')}`);
  await parts.stop();
  return 1;
}

async function startAndShow({ plan, run, parts }: Omit<Supervision, 'interruption'>): Promise<void> {
  console.log('Starting recoup …');
  const ports = await choosePorts(plan.wantedPorts, usedPorts(plan));
  const places = await startParts({ plan, ports, parts, run });
  console.log(screen(plan, places));
}

function usedPorts(plan: Plan): (keyof Ports)[] {
  const temporal: (keyof Ports)[] = plan.env['TEMPORAL_ADDRESS']
    ? []
    : ['TEMPORAL_DEV_PORT', 'TEMPORAL_UI_PORT'];
  return ['HTTP_PORT', ...temporal, ...(plan.sandbox ? (['SANDBOX_PORT'] as const) : [])];
}

async function describeFailure(error: unknown): Promise<string> {
  // Says by itself what to do, and no part has failed.
  if (error instanceof StartError) throw error;
  // Stopping has begun for a reason of its own, which is being told.
  if (error instanceof StoppingError) return new Promise<never>(() => {});
  return error instanceof Error ? error.message : String(error);
}
