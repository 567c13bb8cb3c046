/**
 * What each user command runs and which servers it wants. `required` ends the command when the server cannot be
 * provided; `optional` leaves its variable empty, and the script says what it skips. `unless` names a variable
 * that makes the command's servers needless.
 */
export const COMMANDS = {
  start: { script: 'scripts/start.ts', servers: { temporalCli: 'required' }, unless: 'TEMPORAL_ADDRESS' },
  bench: { script: 'scripts/bench/bench.ts', servers: { temporalCli: 'optional' } },
  simulate: { script: 'scripts/simulate.ts', servers: { temporalTestServer: 'required' } },
  demo: { script: 'scripts/demo.ts', servers: { temporalCli: 'required' } },
  record: { script: 'scripts/record-histories.ts', servers: { temporalTestServer: 'required' } },
  chaos: { script: 'scripts/chaos.ts', servers: { temporalCli: 'required' } },
  recoup: { script: 'src/recoup.ts', servers: {} },
  test: {
    script: 'scripts/test.ts',
    servers: { temporalCli: 'optional', temporalTestServer: 'optional', stripeMock: 'optional' },
  },
};
