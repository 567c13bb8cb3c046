import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endProcess, identify } from './process-identity.ts';

const LAST_LINES = 8;
const OUTPUT_LIMIT_MS = 2_000;

/** A child process whose end is told in words and which can be ended politely. */
export interface WatchedProcess {
  /** 0 when it could not be started at all; `exited` then says why. */
  pid: number;
  /** Resolves when the process is gone, wanted or not: `ended with exit code 1` and its last lines. */
  exited: Promise<string>;
  /** Asks it to end, kills it after the grace, resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

export interface WatchOptions {
  /** Receives every line the process prints. */
  log: (line: string) => void;
  stopSignal: NodeJS.Signals;
  /** How long `stop` waits before it kills. */
  graceMs: number;
}

/** Watches a child that was just spawned with its output piped. */
export function watchProcess(
  child: ChildProcess,
  { log, stopSignal, graceMs }: WatchOptions,
): WatchedProcess {
  const identity = identify(child.pid ?? 0);
  const tail: string[] = [];
  const keep = (line: string) => {
    log(line);
    if (tail.push(line) > LAST_LINES) tail.shift();
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, keep);
  const exited = new Promise<string>((resolve) => {
    const tell = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve([`ended with ${signal ?? `exit code ${code}`}`, ...tail].join('\n    '));
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    // 'close' comes after the last line, but not before every heir of the output has closed it too.
    child.once('close', tell);
    child.once('exit', (code, signal) => setTimeout(tell, OUTPUT_LIMIT_MS, code, signal).unref());
  });
  const stop = async () => {
    if (identity) await endProcess(identity, stopSignal, graceMs);
    await exited;
  };
  return { pid: child.pid ?? 0, exited, stop, kill: () => void child.kill('SIGKILL') };
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', take);
}
