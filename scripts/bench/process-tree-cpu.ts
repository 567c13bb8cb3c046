import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts CPU time in, on every machine it runs on. */
const TICK_MS = 10;

/** CPU time of a process and its children, in milliseconds. Null where there is no `/proc`. */
export function processTreeCpuMs(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.reduce((sum, one) => sum + cpuWithin(Number(one), pid), 0);
}

function cpuWithin(pid: number, root: number): number {
  const fields = statOf(pid);
  if (!fields || (pid !== root && Number(fields[1]) !== root)) return 0;
  // utime and stime; of the root also those of its children that have ended.
  const counted = pid === root ? [11, 12, 13, 14] : [11, 12];
  return counted.reduce((sum, index) => sum + Number(fields[index]) * TICK_MS, 0);
}

/** From the third field on: the second, the name, may hold anything. Null when the process has ended. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
