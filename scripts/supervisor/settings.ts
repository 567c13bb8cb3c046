import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

/** A problem the user can repair, told without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/** The ports `npm start` listens on; 0 in the environment has become a number here. */
export interface Ports {
  HTTP_PORT: number;
  TEMPORAL_DEV_PORT: number;
  TEMPORAL_UI_PORT: number;
  SANDBOX_PORT: number;
}

const DEFAULT_PORTS: Ports = {
  HTTP_PORT: 3000,
  TEMPORAL_DEV_PORT: 7233,
  TEMPORAL_UI_PORT: 8233,
  SANDBOX_PORT: 3001,
};

/** `.temporal.env` of the checkout, overridden by the process environment. */
export function loadEnvironment(root: string, processEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(root, '.temporal.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...processEnv };
}

/** The absolute DATA_DIR; default `.recoup` in the checkout. */
export function dataDirectory(root: string, env: NodeJS.ProcessEnv): string {
  return resolve(root, env['DATA_DIR'] || '.recoup');
}

/** The wanted ports, and a line for each variable that is not a port or that repeats another's. */
export function readPorts(env: NodeJS.ProcessEnv): { ports: Ports; problems: string[] } {
  const ports = { ...DEFAULT_PORTS };
  const problems: string[] = [];
  for (const name of Object.keys(DEFAULT_PORTS) as (keyof Ports)[]) {
    const text = env[name]?.trim();
    if (!text) continue;
    ports[name] = Number(text);
    if (!/^\d{1,5}$/.test(text) || ports[name] > 65_535)
      problems.push(`${name} must be a port, 0 to 65535 (0 = any free)`);
  }
  const names = Object.keys(ports) as (keyof Ports)[];
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((each) => ports[each] === ports[name] && ports[name] !== 0);
    if (other) problems.push(`${name} is ${ports[name]}, and so is ${other}`);
  }
  return { ports, problems };
}
