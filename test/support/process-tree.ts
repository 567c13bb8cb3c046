import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { identify, type ProcessIdentity } from '../../scripts/servers/process-identity.ts';

/** Every process that descends from this one, itself included, whatever group or account it runs in. */
export function processTree(root: number): ProcessIdentity[] {
  const parents = parentOfEach();
  const found = [root];
  for (const parent of found) {
    for (const [pid, of] of parents) if (of === parent) found.push(pid);
  }
  return found.map(identify).filter((process) => process !== null);
}

function parentOfEach(): ReadonlyMap<number, number> {
  return process.platform === 'linux' ? parentsFromProc() : parentsFromPs();
}

/** Small images have no `ps`. */
function parentsFromProc(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentFromStat(entry);
    if (parent !== null) parents.set(Number(entry), parent);
  }
  return parents;
}

function parentFromStat(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so count from its end: the parent is field 4.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It ended while we looked.
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

function parentsFromPs(): ReadonlyMap<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
}
