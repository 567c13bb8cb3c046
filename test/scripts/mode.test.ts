import assert from 'node:assert/strict';
import { decideMode, incompleteMessage } from '../../scripts/supervisor/mode.ts';

const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
const RAPIWA = { RAPIWA_API_KEY: 'device-1' };
const BUSINESS = { BUSINESS_NAME: 'Northwind' };

describe('real or sandbox', () => {
  it('is the sandbox when nothing is set', () => {
    assert.deepEqual(decideMode({}), { kind: 'sandbox' });
  });

  it('is the sandbox when only the business name is set', () => {
    assert.deepEqual(decideMode(BUSINESS), { kind: 'sandbox' });
  });

  it('counts an empty variable as not set', () => {
    assert.deepEqual(decideMode({ STRIPE_SECRET_KEY: '', RAPIWA_API_KEY: ' ' }), { kind: 'sandbox' });
  });

  it('is real when a source, Rapiwa and the business name are set, test keys included', () => {
    assert.deepEqual(decideMode({ ...STRIPE, ...RAPIWA, ...BUSINESS }), { kind: 'real' });
  });

  it('names what is missing when only Rapiwa is set', () => {
    assert.deepEqual(decideMode({ ...RAPIWA, ...BUSINESS }), {
      kind: 'incomplete',
      present: ['RAPIWA_API_KEY', 'BUSINESS_NAME'],
      missing: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
    });
  });

  it('names what is missing when half of a source is set', () => {
    assert.deepEqual(decideMode({ STRIPE_WEBHOOK_SECRET: 'whsec_1', ...RAPIWA }), {
      kind: 'incomplete',
      present: ['STRIPE_WEBHOOK_SECRET', 'RAPIWA_API_KEY'],
      missing: ['STRIPE_SECRET_KEY', 'BUSINESS_NAME'],
    });
  });

  it('is real with any whole source, or with several', () => {
    const generic = { GENERIC_WEBHOOK_SECRET: 'shared' };
    assert.deepEqual(decideMode({ ...generic, ...RAPIWA, ...BUSINESS }), { kind: 'real' });
    assert.deepEqual(decideMode({ ...generic, ...STRIPE, ...RAPIWA, ...BUSINESS }), { kind: 'real' });
  });

  it('never runs the sandbox beside a secret of any source', () => {
    const names = ['PAYPAL_WEBHOOK_ID', 'PADDLE_API_KEY', 'CHARGEBEE_SITE', 'GENERIC_WEBHOOK_SECRET'];
    for (const name of names) assert.equal(decideMode({ [name]: 'set' }).kind, 'incomplete');
  });

  it('names what is missing of a half source beside a whole one', () => {
    assert.deepEqual(decideMode({ ...STRIPE, PADDLE_API_KEY: 'pdl_1', ...RAPIWA, ...BUSINESS }), {
      kind: 'incomplete',
      present: [
        'STRIPE_SECRET_KEY',
        'STRIPE_WEBHOOK_SECRET',
        'PADDLE_API_KEY',
        'RAPIWA_API_KEY',
        'BUSINESS_NAME',
      ],
      missing: ['PADDLE_WEBHOOK_SECRET'],
    });
  });

  it('asks for the business name before running for real', () => {
    assert.deepEqual(decideMode({ ...STRIPE, ...RAPIWA }), {
      kind: 'incomplete',
      present: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'RAPIWA_API_KEY'],
      missing: ['BUSINESS_NAME'],
    });
  });

  it('says names in its message, never a value', () => {
    const mode = decideMode({ STRIPE_SECRET_KEY: 'sk_live_secret' });
    assert.ok(mode.kind === 'incomplete');
    const message = incompleteMessage(mode);
    assert.match(
      message,
      /set: +STRIPE_SECRET_KEY\n +missing: STRIPE_WEBHOOK_SECRET, RAPIWA_API_KEY, BUSINESS_NAME/,
    );
    assert.doesNotMatch(message, /sk_live_secret/);
  });

  it('tells malformed variables beside what is missing, and nothing twice', () => {
    const mode = decideMode({ STRIPE_SECRET_KEY: 'sk_test_1' });
    assert.ok(mode.kind === 'incomplete');
    const port = 'HTTP_PORT must be a port';
    const lines = incompleteMessage(mode, ['BUSINESS_NAME is missing', port]).split('\n');
    assert.deepEqual(lines.slice(-2), ['The environment has other problems:', `  - ${port}`]);
  });
});
