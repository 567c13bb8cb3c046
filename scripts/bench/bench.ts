/* `npm run bench -- <name> [options]`: measures beside a peer, in one run. docs/benchmarks.md has the figures. */
import { fileURLToPath } from 'node:url';
import { accept, USAGE } from './accept/accept.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const BENCHES: Record<string, (root: string, args: readonly string[]) => Promise<void>> = { accept };

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  console.error(`Usage: npm run bench -- ${USAGE}`);
  process.exit(1);
}
await bench(ROOT, args);
process.exit(0);
