/** Tells the supervisor, where there is one, that this process does its work now. */
export function announceReady(url?: string): void {
  process.send?.({ kind: 'ready', ...(url ? { url } : {}) });
}

/** Resolves once somebody wants this process to end: a signal, or a supervisor that is gone. */
export function untilAskedToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
    process.once('disconnect', () => resolve('supervisor gone'));
  });
}

/** What a person can repair needs no stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'ConfigError' ? error.message : (error.stack ?? error.message);
}

/** Runs a process's main function; what it throws is told in one line, and the exit code is 1. */
export async function runProcess(main: () => Promise<void>): Promise<never> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}
