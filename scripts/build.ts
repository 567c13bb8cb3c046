/*
 * `npm run build`: everything the two production processes need, in `dist` (entries: dist/server.js, dist/worker.js),
 * or in the folder named as argument.
 */
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { copyAssets } from './assets.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');
const TARGET = resolve(ROOT, process.argv[2] ?? 'dist');

await rm(TARGET, { recursive: true, force: true });
compile();
const assets = await copyAssets(SOURCE, TARGET);
await bundleWorkflows();
console.log(`Built ${TARGET}: compiled code, the workflow bundle, and ${assets} other files`);

function compile(): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const args = [
    join(typescript, 'bin', 'tsc'),
    '--project',
    join(ROOT, 'tsconfig.build.json'),
    '--outDir',
    TARGET,
  ];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error('The build stopped: tsc found the problems above.');
  process.exit(1);
}

/** Made once here instead of by every worker at every start; the worker looks for it beside its own file. */
async function bundleWorkflows(): Promise<void> {
  const workflowsPath = join(SOURCE, 'workflows', 'index.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  await writeFile(join(TARGET, 'workflow-bundle.js'), code);
}
