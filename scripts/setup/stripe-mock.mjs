import { goProgram } from './go-program.mjs';
import { runProgram } from './programs.mjs';

/** Stripe's own mock of its API: answers from the specification, and refuses what the specification does not know. */
export const stripeMock = {
  title: 'stripe-mock',
  variable: 'STRIPE_MOCK_PATH',
  ...goProgram({
    program: 'stripe-mock',
    module: 'github.com/stripe/stripe-mock',
    version: '0.203.0',
    limitMs: 10 * 60_000,
  }),
  sdkServer: null,
  buildTitle: 'building stripe-mock with Go (seconds, once)',
  remedy:
    'Install stripe-mock (https://github.com/stripe/stripe-mock), or Go (https://go.dev/dl) with access to a Go module ' +
    'proxy. Or set STRIPE_MOCK_PATH to a `stripe-mock` program.',
  verify,
};

async function verify(path) {
  const output = await runProgram(path, ['-version'], { limitMs: 30_000 });
  if (!output.includes('stripe-mock')) throw new Error('it does not say that it is stripe-mock');
}
