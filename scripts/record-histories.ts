/*
 * `npm run histories:record`: walks every path through the workflow code on skipped time and keeps the
 * histories of one version, which `npm test` replays from then on (docs/adr/0004).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordedPaths, toText, versions, writeVersion } from '../test/replay/history-files.ts';
import { PATHS } from '../test/replay/paths/index.ts';
import { walk } from '../test/replay/walk.ts';
import { personalDataIn } from '../test/support/personal-data.ts';
import { stopTestPostgres } from '../test/support/postgres.ts';
import { stopTemporal } from '../test/support/temporal.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'Usage: npm run histories:record -- [--version vN] [--first]';

process.exit(await main(process.argv.slice(2)));

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { version: { type: 'string' }, first: { type: 'boolean', default: false } },
  });
  const version = values.version ?? versions().at(-1) ?? 'v1';
  const refusal = refusalOf(version, values.first);
  if (refusal) {
    console.error(`${refusal}\n${USAGE}`);
    return 1;
  }
  try {
    await record(version);
    return 0;
  } finally {
    await stopTemporal();
    await stopTestPostgres();
  }
}

/** Why this version may not be recorded now; null when it may. */
function refusalOf(version: string, isFirst: boolean): string | null {
  if (!versions().includes(version)) {
    return version === nextVersion() ? null : `The next version is ${nextVersion()}, not ${version}.`;
  }
  if (!isFirst) return keepReason(version);
  if (nextVersion() !== 'v2') return '--first is for v1, while there is no other version.';
  const tags = releaseTags();
  return tags ? `--first: there are releases (${tags}), so ${version} is out in the world.` : null;
}

function nextVersion(): string {
  const newest = versions().at(-1);
  return newest ? `v${Number(newest.slice(1)) + 1}` : 'v1';
}

function keepReason(version: string): string {
  const kept = recordedPaths(version);
  const missing = PATHS.filter(({ name }) => !kept.includes(name)).map(({ name }) => name);
  return [
    `${version} is recorded already, and a recorded history is never made anew to get a test green: runs that look`,
    'like it are asleep in production, and what fails on the file fails on them.',
    ...(missing.length > 0 ? [`Paths without a file in ${version}: ${missing.join(', ')}.`] : []),
    `Workflow code changed on purpose? Wrap the change in patched(), see every old file replay, then record`,
    `--version ${nextVersion()}. Nothing released yet? --first records ${version} again.`,
  ].join('\n');
}

/** Tags of releases, e.g. `v0.1.0, v0.2.0`; empty while there is none. */
function releaseTags(): string {
  const { stdout } = spawnSync('git', ['tag', '--list', 'v*'], { cwd: ROOT, encoding: 'utf8' });
  return (stdout ?? '').trim().split('\n').join(', ');
}

/** Nothing is written unless every path was walked. */
function fail(path: string, cause: unknown): never {
  throw new Error(`${path} did not go as its story says; no history was written`, { cause });
}

async function record(version: string): Promise<void> {
  const began = performance.now();
  const texts = new Map<string, string>();
  for (const path of PATHS) {
    const text = toText(await walk(path).catch((cause: unknown) => fail(path.name, cause)));
    const personal = personalDataIn(text);
    if (personal.length > 0) throw new Error(`${path.name} holds personal data: ${personal.join(', ')}`);
    texts.set(path.name, text);
    console.log(`${path.name}: ${text.split('\n').length - 3} events, ${text.length} bytes`);
  }
  await writeVersion(version, texts);
  const bytes = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${version}: ${texts.size} histories, ${Math.round(bytes / 1000)} kB, ${seconds} s`);
}
