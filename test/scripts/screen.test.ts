import assert from 'node:assert/strict';
import type { Places } from '../../scripts/supervisor/child-environment.ts';
import type { Plan } from '../../scripts/supervisor/plan.ts';
import { screen } from '../../scripts/supervisor/screen.ts';

const PLACES: Places = {
  serverUrl: 'http://127.0.0.1:3000',
  httpPort: 3000,
  databaseUrl: 'postgres://postgres@127.0.0.1:5555/recoup',
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233',
};
const STRIPE = { STRIPE_WEBHOOK_SECRET: 'whsec_1', RAPIWA_API_KEY: 'rpw_1' };

/** The rows of the screen by their names. */
function rows(env: Record<string, string>, sandbox: boolean): Record<string, string> {
  const wantedPorts = { HTTP_PORT: 0, TEMPORAL_DEV_PORT: 0, TEMPORAL_UI_PORT: 0, SANDBOX_PORT: 0 };
  const plan: Plan = { root: '/srv/recoup', env, sandbox, dataDir: '/srv/recoup/.recoup', wantedPorts };
  const found = screen(plan, PLACES).matchAll(/^ {2}(\S.{10} ) *(\S.*)$/gm);
  return Object.fromEntries([...found].map(([, name, text]) => [name!.trim(), text!]));
}

describe('the screen of npm start', () => {
  it('says of each configured source that it is real, and of no other', () => {
    const env = { RAPIWA_API_KEY: 'rpw_1', GENERIC_WEBHOOK_SECRET: 'shared' };
    const paypal = { PAYPAL_CLIENT_ID: 'c', PAYPAL_API_BASE: 'https://api-m.sandbox.paypal.com' };
    const { Webhooks, Stripe, PayPal, Generic } = rows({ ...env, ...paypal }, false);
    assert.deepEqual(
      [Webhooks, Stripe, PayPal, Generic],
      [
        'POST /webhooks/paypal, /webhooks/generic at 127.0.0.1:3000',
        undefined,
        'real, at api-m.sandbox.paypal.com',
        'real',
      ],
    );
  });

  it('takes a Stripe key for live as the service does', () => {
    const said = ['sk_live_1', 'rk_live_1', 'sk_test_1', 'rk_test_1', 'another'].map(
      (STRIPE_SECRET_KEY) => rows({ ...STRIPE, STRIPE_SECRET_KEY }, false)['Stripe'],
    );
    const [live, test] = ['real, live key', 'real, test key'];
    assert.deepEqual(said, [live, live, test, test, test]);
  });

  it('names what the sandbox leaves out, and shows none of it', () => {
    const env = { HUBSPOT_TOKEN: 'pat-1', CRM_WEBHOOK_URL: 'https://crm.example', CRM_WEBHOOK_SECRET: 's' };
    const { Stripe, Webhooks, 'Left out': leftOut } = rows(env, true);
    assert.deepEqual([Stripe, Webhooks], ['simulated', 'POST /webhooks/stripe at 127.0.0.1:3000']);
    assert.match(leftOut!, /^HUBSPOT_TOKEN, CRM_WEBHOOK_URL, CRM_WEBHOOK_SECRET {2}\(/);
    assert.equal(rows({}, true)['Left out'], undefined);
    assert.equal(rows({ ...env, ...STRIPE }, false)['Left out'], undefined);
  });
});
