import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { endProcess, identify } from '../servers/process-identity.ts';

export interface MeasuredProcessOptions {
  /** A compiled file: what runs in production, without a loader in between. */
  readonly script: string;
  /** {@link file://./report-usage.ts}, compiled. */
  readonly preload: string;
  readonly env: NodeJS.ProcessEnv;
}

/** An HTTP server in a process of its own. */
export interface MeasuredProcess {
  readonly url: URL;
  /** Milliseconds of CPU time since it started, user and system. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const ready = z.object({ kind: z.literal('ready'), url: z.url() });
const usage = z.object({
  kind: z.literal('usage'),
  usage: z.object({ user: z.number(), system: z.number() }),
});

/** Starts it and waits until it says where it listens. Throws what it wrote when it ends before. */
export async function startMeasuredProcess(options: MeasuredProcessOptions): Promise<MeasuredProcess> {
  const child = fork(options.script, [], {
    env: options.env,
    execArgv: ['--import', options.preload],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const { url } = ready.parse(await nextMessage(child, () => said));
  return {
    url: new URL(url),
    cpuMs: async () => {
      const told = nextMessage(child, () => said);
      child.send('usage');
      const { user, system } = usage.parse(await told).usage;
      return (user + system) / 1_000;
    },
    stop: async () => {
      const identity = identify(child.pid ?? 0);
      if (identity) await endProcess(identity, 'SIGTERM', 15_000);
    },
  };
}

async function nextMessage(child: ChildProcess, said: () => string): Promise<unknown> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a measured process ended with exit code ${String(code)}: ${said()}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [unknown];
    return message;
  } finally {
    ended.catch(() => undefined);
    listening.abort();
  }
}
