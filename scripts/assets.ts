import { cp, mkdir, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * Copies what the code reads at run time beside its compiled form: texts, sequences.
 * @returns how many files that are
 */
export async function copyAssets(source: string, target: string): Promise<number> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const assets = entries.filter(
    (entry) => entry.isFile() && !['.ts', '.tsx', '.md'].includes(extname(entry.name)),
  );
  for (const { parentPath, name } of assets) {
    const folder = join(target, parentPath.slice(source.length));
    await mkdir(folder, { recursive: true });
    await cp(join(parentPath, name), join(folder, name));
  }
  return assets.length;
}
