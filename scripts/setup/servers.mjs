import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { cachedTool, fillDirectory, verifyOnce } from './cache.mjs';
import { say, SetupError, step } from './progress.mjs';
import { findOnPath } from './programs.mjs';
import { downloadBySdk } from './sdk-download.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { stripeMock } from './stripe-mock.mjs';
import { temporalCli } from './temporal-cli.mjs';
import { temporalTestServer } from './temporal-test-server.mjs';

/**
 * A server program set-up can provide:
 * `title` for people · `variable` naming its path · `program` its file name · `version` the one we build ·
 * `verify(path)` throws why it is unusable · `inCache(directory)` whether a cached one can still run ·
 * `sdkServer` what the SDK's download calls it, null where it has none · `buildTitle`, `build(directory)` · `remedy` what to install.
 */
const TOOLS = { temporalCli, temporalTestServer, stripeMock };

/**
 * Puts the path of each server the command wants into the server's variable.
 * A missing optional one leaves the variable empty: the script skips what needs it, by name.
 * @throws SetupError when a required one is missing, or an explicit path does not work.
 */
export async function provideServers(root, { servers, unless }) {
  const env = { ...fileEnvironment(join(root, '.temporal.env')), ...process.env };
  if (unless && env[unless]) return;
  for (const [name, need] of Object.entries(servers)) {
    const tool = TOOLS[name];
    const found = await findServer(tool, env[tool.variable]);
    if (!found.path && need === 'required') throw new SetupError(found.problem);
    if (!found.path) say(found.problem);
    process.env[tool.variable] = found.path ?? '';
  }
}

/** @returns `{ path }`, or `{ problem }`: one message with all that was tried. */
export async function findServer(tool, explicit) {
  if (explicit) return { path: await explicitServer(tool, explicit) };
  const failures = [];
  const onPath = await serverOnPath(tool, failures);
  if (onPath) return { path: onPath };
  const target = cachedTool(tool.program, tool.version);
  if (!tool.inCache(target)) {
    await withSetupLock(target, async () => {
      if (!tool.inCache(target)) await provideInCache(tool, target, failures);
    });
  }
  if (tool.inCache(target)) return { path: join(target, tool.program) };
  const tried = failures.map((failure) => `  - ${failure}`).join('\n');
  return { problem: `No ${tool.title} could be provided. Tried:\n${tried}\n${tool.remedy}` };
}

async function explicitServer(tool, path) {
  try {
    await verifyOnce(path, tool.verify);
    return path;
  } catch (cause) {
    const remedy = `Correct ${tool.variable}, or unset it to have the ${tool.title} found or built.`;
    throw new SetupError(`${tool.variable}=${path} does not work: ${cause.message}\n${remedy}`, { cause });
  }
}

async function serverOnPath(tool, failures) {
  const path = findOnPath(tool.program);
  if (!path) {
    failures.push(`${tool.program} on PATH: not found`);
    return null;
  }
  try {
    await verifyOnce(path, tool.verify);
    return path;
  } catch (error) {
    failures.push(`${path}: ${error.message}`);
    return null;
  }
}

/** The SDK's download first (seconds, where there is internet), then a build from public packages (minutes). */
async function provideInCache(tool, target, failures) {
  const download = (draft) => downloadBySdk(tool.sdkServer, join(draft, tool.program));
  const ways = [
    ...(tool.sdkServer ? [[`downloading the ${tool.title}`, download]] : []),
    [tool.buildTitle, (draft) => tool.build(draft)],
  ];
  for (const [title, fill] of ways) {
    try {
      await step(title, () =>
        fillDirectory(target, async (draft) => {
          await fill(draft);
          await tool.verify(join(draft, tool.program));
        }),
      );
      return;
    } catch (error) {
      if (error instanceof SetupError) throw error;
      failures.push(`${title}: ${error.message}`);
    }
  }
}

function fileEnvironment(path) {
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}
