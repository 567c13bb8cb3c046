import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, runProgram } from './programs.mjs';

const VERSION = '0.203.0';
const MODULE = 'github.com/stripe/stripe-mock';
const BUILD_LIMIT_MS = 10 * 60_000;

/** Stripe's own mock of its API: answers from the specification, and refuses what the specification does not know. */
export const stripeMock = {
  title: 'stripe-mock',
  variable: 'STRIPE_MOCK_PATH',
  program: 'stripe-mock',
  version: VERSION,
  sdkServer: null,
  buildTitle: 'building stripe-mock with Go (seconds, once)',
  remedy:
    'Install stripe-mock (https://github.com/stripe/stripe-mock), or Go (https://go.dev/dl) with access to a Go module ' +
    'proxy. Or set STRIPE_MOCK_PATH to a `stripe-mock` program.',
  inCache: (directory) => existsSync(join(directory, 'stripe-mock')),
  verify,
  build,
};

async function verify(path) {
  const output = await runProgram(path, ['-version'], { limitMs: 30_000 });
  if (!output.includes('stripe-mock')) throw new Error('it does not say that it is stripe-mock');
}

async function build(directory) {
  const go = findOnPath('go');
  if (!go) throw new Error('go is not on PATH');
  const env = { ...process.env, GOBIN: directory };
  // Without symbol tables the program is a third smaller.
  const args = ['install', '-ldflags=-s -w', `${MODULE}@v${VERSION}`];
  await runProgram(go, args, { limitMs: BUILD_LIMIT_MS, cwd: directory, env });
}
