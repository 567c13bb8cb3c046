import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { copyAssets } from '../assets.ts';

/**
 * Compiles what is to be measured, and all it imports or reads, as `npm run build` would: under the loader of development every
 * function made in a request costs extra.
 * @param scripts relative to `root`
 * @returns where a script's compiled form is
 */
export async function compile(
  root: string,
  target: string,
  scripts: readonly string[],
): Promise<(script: string) => string> {
  await mkdir(target, { recursive: true });
  const project = join(target, 'tsconfig.json');
  const compilerOptions = { rootDir: root, outDir: target, noEmit: false, noCheck: true };
  const files = scripts.map((script) => join(root, script));
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] };
  await writeFile(project, JSON.stringify(config));
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const args = [join(typescript, 'bin', 'tsc'), '--project', project];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tsc could not compile what is to be measured:\n${stdout}`);
  await copyAssets(join(root, 'src'), join(target, 'src'));
  return (script) => join(target, script.replace(/\.ts$/, '.js'));
}
