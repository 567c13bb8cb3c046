/*
 * `npm run build`: everything the two production processes need, in `dist` (entries: dist/server.js, dist/worker.js),
 * or in the folder named as argument.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');
const TARGET = resolve(ROOT, process.argv[2] ?? 'dist');

await rm(TARGET, { recursive: true, force: true });
compile();
const assets = await copyAssets();
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

/** What the code reads at run time: templates, sequences, pages. Returns how many files that are. */
async function copyAssets(): Promise<number> {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const assets = entries.filter(
    (entry) => entry.isFile() && !['.ts', '.tsx', '.md'].includes(extname(entry.name)),
  );
  for (const { parentPath, name } of assets) {
    const folder = join(TARGET, parentPath.slice(SOURCE.length));
    await mkdir(folder, { recursive: true });
    await cp(join(parentPath, name), join(folder, name));
  }
  return assets.length;
}

/** Made once here instead of by every worker at every start; the worker looks for it beside its own file. */
async function bundleWorkflows(): Promise<void> {
  const workflowsPath = join(SOURCE, 'workflows', 'index.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  await writeFile(join(TARGET, 'workflow-bundle.js'), code);
}
