import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The absolute path of a program on PATH, or null. */
export function findOnPath(name) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`, name] : [name];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isExecutable) ?? null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the same answer for the search.
    return false;
  }
}

/**
 * Runs a program to its end and returns what it printed (both streams).
 * `limitMs` bounds its time; `keepAlive()` returning true at that moment grants as much again.
 * Ends it, with all its children, when we are told to end.
 * @throws Error with the exit code and its last lines.
 */
export async function runProgram(program, args, { limitMs, keepAlive = () => false, ...options }) {
  // A process group of its own, so that nothing it started outlives it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  let output = '';
  let timedOut = false;
  const collect = (chunk) => (output = (output + chunk).slice(-20_000));
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const clock = setInterval(() => {
    if (keepAlive()) return;
    timedOut = true;
    endGroup(child);
  }, limitMs);
  const stopListening = endOnInterrupt(child);
  const { code, signal } = await ending(child).finally(() => {
    clearInterval(clock);
    stopListening();
  });
  if (timedOut) throw new Error(`took longer than ${Math.round(limitMs / 1000)} s`);
  if (code !== 0) throw new Error(`ended with ${signal ?? `exit code ${code}`}${lastLines(output)}`);
  return output;
}

/** Ends a detached child and everything in its process group. */
export function endGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Without this a Ctrl-C would leave a detached child running. Returns the function that undoes it. */
export function endOnInterrupt(child) {
  const end = (signal) => {
    endGroup(child);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of INTERRUPTS) process.on(signal, end);
  return () => INTERRUPTS.forEach((signal) => process.off(signal, end));
}

function ending(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function lastLines(output) {
  const lines = output
    .trim()
    .split('\n')
    .slice(-6)
    .map((line) => line.slice(0, 300));
  return lines[0] === '' ? '' : `:\n      ${lines.join('\n      ')}`;
}
