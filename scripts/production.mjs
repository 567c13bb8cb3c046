/*
 * `npm run start:server` and `npm run start:worker`: `node scripts/production.mjs <server|worker>`.
 * Runs in this same process, so that a container's SIGTERM reaches it. Built-ins only: production installs
 * leave the development packages out.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const name = process.argv[2];
if (name !== 'server' && name !== 'worker') fail('Usage: node scripts/production.mjs <server|worker>');
loadFile(fileURLToPath(new URL('../.temporal.env', import.meta.url)));

const built = new URL(`../dist/${name}.js`, import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  await registerTsx();
  console.error(`dist/${name}.js is not built: running src/${name}.ts (for production: npm run build)`);
  await import(new URL(`../src/${name}.ts`, import.meta.url).href);
}

/** What the process environment says already, be it nothing (`NAME=`), wins, as with `npm start`. */
function loadFile(file) {
  if (!existsSync(file)) return;
  if (!process.loadEnvFile)
    fail(`.temporal.env cannot be read by Node ${process.versions.node}: use 20.19 or later`);
  process.loadEnvFile(file);
}

async function registerTsx() {
  try {
    const { register } = await import('tsx/esm/api');
    register();
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    fail(`dist/${name}.js is missing, and so is tsx: run npm run build`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
