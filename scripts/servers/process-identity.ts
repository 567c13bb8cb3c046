import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Tells a process from a later one with the same number. `startedAt` is only ever compared, never parsed. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** The identity of a running process, or null when it is gone (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : ps(pid, 'lstart=');
  return startedAt === null ? null : { pid, startedAt };
}

/** Whether this very process, not a later one with its number, still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a running process, arguments joined by one space; '' when it is gone. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command=') ?? '';
  return (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

/**
 * Asks a process to end, waits, and kills it when it is still there after `graceMs`.
 * Sends nothing when the process is gone or its number belongs to another one by now.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  for (const next of [signal, 'SIGKILL'] as const) {
    if (!isRunning(identity)) return;
    send(identity.pid, next);
    if (await isGoneWithin(identity, graceMs)) return;
  }
  throw new Error(`Process ${identity.pid} does not end, not even by SIGKILL; end it by hand and try again`);
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  while (isRunning(identity)) {
    if (performance.now() > until) return false;
    await delay(25);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended between the look and the signal, which is what we want.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startedAtFromProc(pid: number): string | null {
  const stat = readProc(pid, 'stat');
  if (stat === null) return null;
  // The name in parentheses may hold anything, so count from its end: state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function readProc(pid: number, file: 'stat' | 'cmdline'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return (
      execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8', stdio }).trim() || null
    );
  } catch (error) {
    // ps exits 1 when no process has this number.
    if ((error as { status?: number }).status === 1) return null;
    throw error;
  }
}
