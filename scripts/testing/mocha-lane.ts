import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

export interface MochaRun {
  /** Everything mocha wrote to standard output. */
  readonly output: string;
  readonly exitCode: number;
}

/**
 * Runs the files in a mocha process of their own. A signal to us is passed on.
 * @param live where the output is shown while it is written; null keeps it for later
 */
export function runMocha(
  root: string,
  files: readonly string[],
  { live }: { readonly live: Writable | null },
): Promise<MochaRun> {
  const mocha = join(root, 'node_modules/mocha/lib/cli/cli.js');
  const child = spawn(process.execPath, ['--import', 'tsx', mocha, ...files], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    live?.write(text);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ output, exitCode: code ?? 1 }));
  });
}
