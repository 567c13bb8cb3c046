import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { makeHome, type Home } from '../support/running-service.ts';
import { hasDevServer } from '../support/temporal.ts';

const SECRETS = {
  STRIPE_SECRET_KEY: 'sk_test_never_to_be_printed_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_never_to_be_printed_2',
  RAPIWA_API_KEY: 'device-never-to-be-printed-3',
};
const WHOLE = { ...SECRETS, BUSINESS_NAME: 'Harbour Yoga' };
const needs = hasDevServer ? '' : ' (skipped: TEMPORAL_CLI_PATH is empty)';

(hasDevServer ? describe : describe.skip)(`npm start with a wrong environment${needs}`, function () {
  this.timeout(60_000);
  let home: Home;

  before(async () => {
    home = await makeHome();
  });
  after(() => home?.remove());

  /** Starts nothing, leaves nothing behind, prints no secret. @returns what it said */
  async function refusal(env: Record<string, string>): Promise<string> {
    const { exitCode, output } = await home.run(env);
    assert.equal(exitCode, 1);
    assert.equal(existsSync(home.dataDir), false, 'nothing was started');
    assert.doesNotMatch(output, /never.to.be.printed|^ +at /m);
    assert.doesNotMatch(output, /Starting recoup/);
    return output;
  }

  for (const name of ['STRIPE_SECRET_KEY', 'RAPIWA_API_KEY'] as const) {
    it(`names what is missing when only ${name} is set`, async () => {
      const output = await refusal({ [name]: SECRETS[name] });
      const [, set, missing] = /set: +(.*)\n +missing: +(.*)/.exec(output) ?? [];
      assert.equal(set, name);
      const expected = Object.keys(WHOLE).filter((other) => other !== name);
      assert.deepEqual(missing?.split(', '), expected);
    });
  }

  it('names what is malformed beside what is missing', async () => {
    const wrong = { HTTP_PORT: 'web', DAY_LENGTH: 'a while', SMTP_URL: 'smtp://mail.example' };
    const output = await refusal({ RAPIWA_API_KEY: SECRETS.RAPIWA_API_KEY, ...wrong });
    assert.match(output, /missing: +STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, BUSINESS_NAME\n/);
    const blamed = output.match(/(?<=^ +- )\w+/gm)?.toSorted();
    assert.deepEqual(blamed, ['DAY_LENGTH', 'EMAIL_FROM', 'HTTP_PORT']);
  });

  it('names the business name when only that is missing', async () => {
    assert.match(await refusal(SECRETS), /missing: +BUSINESS_NAME\n/);
  });

  it('tells every problem of a whole environment at once, each by name', async () => {
    const wrong = {
      DAY_LENGTH: 'a while',
      HTTP_PORT: 'web',
      CONTACT_WINDOW: '20-9',
      DEFAULT_TIME_ZONE: 'Mars/Olympus',
      RAPIWA_BASE_URL: 'http://rapiwa.example',
      RAPIWA_TIMEOUT_MS: '0',
      APP_SECRET: 'short',
    };
    const output = await refusal({ ...WHOLE, ...wrong });
    for (const name of Object.keys(wrong)) {
      assert.equal(
        output.split('\n').filter((line) => line.startsWith(`  - ${name} `)).length,
        1,
        `${name}:\n${output}`,
      );
    }
    assert.equal(output.match(/^ +- /gm)?.length, Object.keys(wrong).length);
  });

  it('refuses short days with a live key', async () => {
    const live = { ...WHOLE, STRIPE_SECRET_KEY: 'sk_live_never_to_be_printed_4' };
    assert.match(
      await refusal({ ...live, DAY_LENGTH: '10s' }),
      /- DAY_LENGTH must be 24h with a live Stripe key/,
    );
  });
});
