import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './programs.mjs';

const STALL_LIMIT_MS = 10_000;
const CHILD = fileURLToPath(new URL('./sdk-download-child.mjs', import.meta.url));

/**
 * Has the Temporal SDK download a server into the file `target`. In a child process, which can be ended: given up
 * as soon as 10 s bring no further bytes, so that a machine without internet loses only those.
 * @param server 'cli' or 'test-server'
 */
export async function downloadBySdk(server, target) {
  const folder = join(dirname(target), 'download');
  mkdirSync(folder);
  let seen = 0;
  const keepAlive = () => {
    const before = seen;
    seen = bytesIn(folder);
    return seen > before;
  };
  const args = [CHILD, server, folder];
  await runProgram(process.execPath, args, { limitMs: STALL_LIMIT_MS, keepAlive });
  const [file] = readdirSync(folder);
  if (!file) throw new Error(`the SDK left no file for ${basename(target)}`);
  renameSync(join(folder, file), target);
  rmSync(folder, { recursive: true });
}

function bytesIn(folder) {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
