import { stopTestPostgres } from './postgres.ts';
import { stopTemporal } from './temporal.ts';

/** Loaded by mocha's `--require`: ends what test files share, after the last of them. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await stopTemporal();
    await stopTestPostgres();
  },
};
