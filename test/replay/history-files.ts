import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { History } from './walk.ts';

const FOLDER = fileURLToPath(new URL('histories', import.meta.url));

/** A recorded history as `temporal workflow show -o json` prints one. */
export interface HistoryJson {
  readonly events: readonly EventJson[];
}

export type EventJson = Readonly<Record<string, unknown>> & { readonly eventType: string };

/** Recorded versions of the workflow code, oldest first, e.g. `['v1', 'v2']`. */
export function versions(): string[] {
  if (!existsSync(FOLDER)) return [];
  const folders = readdirSync(FOLDER).filter((name) => /^v[1-9]\d*$/.test(name));
  return folders.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

/** Paths a version has a file of, sorted. */
export function recordedPaths(version: string): string[] {
  const files = readdirSync(join(FOLDER, version));
  return files.map((file) => file.replace(/\.json$/, '')).sort();
}

export function historyText(version: string, path: string): Promise<string> {
  return readFile(join(FOLDER, version, `${path}.json`), 'utf8');
}

export async function readHistory(version: string, path: string): Promise<HistoryJson> {
  return JSON.parse(await historyText(version, path)) as HistoryJson;
}

/** Replaces a whole version at once: what was there stays until everything new is written. */
export async function writeVersion(version: string, histories: ReadonlyMap<string, string>): Promise<void> {
  const target = join(FOLDER, version);
  const draft = `${target}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const [path, text] of histories) await writeFile(join(draft, `${path}.json`), text);
  await rm(target, { recursive: true, force: true });
  await rename(draft, target);
}

/** One event a line: small, and readable in a diff. The recording machine's name stays out of it. */
export function toText(history: History): string {
  const { events } = JSON.parse(historyToJSON(history)) as HistoryJson;
  const lines = events.map((event) => JSON.stringify(event));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`.replaceAll(`${process.pid}@${hostname()}`, 'recorder');
}
