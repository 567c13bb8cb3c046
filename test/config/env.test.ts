import assert from 'node:assert/strict';
import { ConfigError, parseEnv, parseWorkerEnv, type Config } from '../../src/config/env.ts';

type Env = Record<string, string>;

const LEAST: Env = {
  BUSINESS_NAME: 'Northwind Coffee',
  DATABASE_URL: 'postgres://recoup@127.0.0.1/recoup',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
};
const STRIPE: Env = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
const LIVE: Env = { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
const RAPIWA: Env = { RAPIWA_API_KEY: 'rpw_1' };

const read = (env: Env = {}): Config => parseEnv({ ...LEAST, ...env });

function refusal(env: Env, parse = parseEnv): ConfigError {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

/** The names that the refusal blames, in order. */
function blamed(env: Env): string[] {
  return refusal({ ...LEAST, ...env }).problems.map((problem) => problem.split(' ')[0] ?? '');
}

describe('the configuration', () => {
  it('needs three variables, and has a sensible value for every other', () => {
    const config = read();
    assert.equal(config.businessName, 'Northwind Coffee');
    assert.deepEqual(config.http, { host: '127.0.0.1', port: 3000, workerHealthPort: null });
    assert.equal(config.temporal.taskQueue, 'recoup');
    assert.deepEqual(config.contactWindow, { kind: 'presets' });
    assert.equal(config.timeZone, 'UTC');
    assert.equal(config.dayLengthMs, 86_400_000);
    assert.equal(config.weekdayRule, true);
    assert.equal(config.sequenceBook.sequences.get('standard')?.winbackWindow, 'P30D');
    assert.equal(config.logLevel, 'info');
    const absent = [config.stripe, config.rapiwa, config.crmWebhook, config.supportContact, config.appSecret];
    assert.deepEqual(absent, [null, null, null, null, null]);
    assert.deepEqual([config.publicUrl, config.linkSecrets], [null, []]);
  });

  it('takes a second APP_SECRET while one is replaced: the first signs links, the last keys hashes', () => {
    const [fresh, old] = ['a-new-secret-0123456789', 'an-old-secret-0123456789'];
    const { appSecret, linkSecrets } = read({ APP_SECRET: `${fresh}, ${old}` });
    assert.deepEqual([appSecret, linkSecrets], [old, [fresh, old]]);
    assert.deepEqual(blamed({ APP_SECRET: `${fresh},short` }), ['APP_SECRET']);
  });

  it('takes only a public address that a path can be put behind', () => {
    assert.equal(read({ PUBLIC_URL: 'https://pay.example/x/' }).publicUrl?.href, 'https://pay.example/x/');
    for (const PUBLIC_URL of [
      'http://pay.example',
      'https://pay.example/?a=1',
      'https://a:b@pay.example',
      'pay',
    ])
      assert.deepEqual(blamed({ PUBLIC_URL }), ['PUBLIC_URL'], PUBLIC_URL);
  });

  it('paces Rapiwa like a person unless told otherwise', () => {
    const { rapiwa } = read(RAPIWA);
    assert.equal(rapiwa?.sendPath, '/api/send-message');
    assert.equal(rapiwa.timeoutMs, 20_000);
    assert.deepEqual(rapiwa.pace, { minGapMs: 10_000, hourlyCap: 30, dailyCap: 200 });
    const off = read({ ...RAPIWA, RAPIWA_MIN_GAP_MS: '0', RAPIWA_HOURLY_CAP: '0', RAPIWA_DAILY_CAP: '0' });
    assert.deepEqual(off.rapiwa?.pace, { minGapMs: 0, hourlyCap: 0, dailyCap: 0 });
  });

  it('opens the inbound hook only with a token that nobody guesses, and that fits into a URL', () => {
    assert.equal(read(RAPIWA).rapiwa?.webhookToken, null);
    const token = 'A1-_'.repeat(4);
    assert.equal(read({ ...RAPIWA, RAPIWA_WEBHOOK_TOKEN: token }).rapiwa?.webhookToken, token);
    for (const bad of ['short', `${token}/x`, `${token} `.repeat(2)]) {
      assert.deepEqual(blamed({ ...RAPIWA, RAPIWA_WEBHOOK_TOKEN: bad }), ['RAPIWA_WEBHOOK_TOKEN']);
    }
  });

  it('cannot be changed afterwards', () => {
    assert.ok(Object.isFrozen(read()));
  });

  it('lists every problem by name at once', () => {
    const { problems } = refusal({
      HTTP_PORT: 'many',
      DAY_LENGTH: 'soon',
      DEFAULT_TIME_ZONE: 'Mars/Olympus',
      CONTACT_WINDOW: 'always',
      LOG_LEVEL: 'loud',
      APP_SECRET: 'short',
      STRIPE_API_BASE: 'stripe',
      TEMPORAL_ADDRESS: 'somewhere',
      STRIPE_SECRET_KEY: 'sk_test_1',
      CRM_WEBHOOK_SECRET: 'shared',
    });
    const names = problems.map((problem) => problem.split(' ')[0]);
    assert.deepEqual(names.toSorted(), [
      'APP_SECRET',
      'BUSINESS_NAME',
      'CONTACT_WINDOW',
      'CRM_WEBHOOK_URL',
      'DATABASE_URL',
      'DAY_LENGTH',
      'DEFAULT_TIME_ZONE',
      'HTTP_PORT',
      'LOG_LEVEL',
      'STRIPE_API_BASE',
      'STRIPE_WEBHOOK_SECRET',
      'TEMPORAL_ADDRESS',
    ]);
  });

  it('of a worker lists what it sends with and what it re-reads, together with everything else', () => {
    const unnamed = refusal({}, parseWorkerEnv).message;
    for (const name of [...Object.keys({ ...LEAST, ...STRIPE, ...RAPIWA })])
      assert.match(unnamed, RegExp(name));
    const blamedOf = (env: Env) =>
      refusal({ ...LEAST, ...env }, parseWorkerEnv).problems.map((problem) => problem.split(' ')[0]);
    assert.deepEqual(blamedOf({ ...STRIPE, HTTP_PORT: 'web' }), ['HTTP_PORT', 'RAPIWA_API_KEY']);
    assert.deepEqual(blamedOf({ PADDLE_API_KEY: 'k', ...RAPIWA }), ['PADDLE_WEBHOOK_SECRET']);
    assert.deepEqual(
      parseWorkerEnv({ ...LEAST, ...STRIPE, ...RAPIWA }),
      parseEnv({ ...LEAST, ...STRIPE, ...RAPIWA }),
    );
  });

  it('never shows a secret, however wrong it is', () => {
    const secrets = {
      STRIPE_SECRET_KEY: 'sk_live_hidden1 with space',
      STRIPE_WEBHOOK_SECRET: ' , ',
      RAPIWA_API_KEY: 'hidden2\nhidden2',
      APP_SECRET: 'hidden3',
      DATABASE_URL: 'mysql://recoup:hidden4@127.0.0.1/recoup',
      CRM_WEBHOOK_URL: 'http://user:hidden5@crm.example.com/hook?token=hidden5',
      CRM_WEBHOOK_SECRET: 'hidden6',
      SMTP_URL: 'smtp://user:hidden7%@mail.example.com',
      EMAIL_FROM: 'hidden8 <billing>',
      SLACK_WEBHOOK_URL: 'http://hooks.slack.example/services/hidden9',
      STRIPE_API_BASE: 'hidden7',
      DAY_LENGTH: '10s',
    };
    const error = refusal({ ...LEAST, ...secrets });
    assert.equal(error.problems.length, 11);
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hidden/);
    const halfway = refusal({ ...LEAST, STRIPE_SECRET_KEY: 'hidden8' });
    assert.doesNotMatch(`${halfway.stack}`, /hidden/);
  });

  it('takes an empty or blank value for unset', () => {
    const names = ['HTTP_PORT', 'RAPIWA_TIMEOUT_MS', 'RAPIWA_DAILY_CAP', 'DAY_LENGTH', 'CONTACT_WINDOW'];
    const more = [
      'STRIPE_SECRET_KEY',
      'STRIPE_API_BASE',
      'SEND_MODE',
      'APP_SECRET',
      'LOG_LEVEL',
      'HTTP_HOST',
    ];
    for (const blank of ['', ' ']) {
      const env = Object.fromEntries([...names, ...more].map((name) => [name, blank]));
      assert.deepEqual(read(env), read());
    }
    assert.deepEqual(blamed({ BUSINESS_NAME: '' }), ['BUSINESS_NAME']);
    assert.deepEqual(blamed({ BUSINESS_NAME: '  ' }), ['BUSINESS_NAME']);
    assert.deepEqual(blamed({ ...STRIPE, STRIPE_SECRET_KEY: '' }), ['STRIPE_SECRET_KEY']);
  });

  it('needs both halves of a pair', () => {
    assert.deepEqual(blamed({ STRIPE_SECRET_KEY: 'sk_test_1' }), ['STRIPE_WEBHOOK_SECRET']);
    assert.deepEqual(blamed({ STRIPE_WEBHOOK_SECRET: 'whsec_1' }), ['STRIPE_SECRET_KEY']);
    assert.deepEqual(blamed({ CRM_WEBHOOK_URL: 'https://crm.example.com' }), ['CRM_WEBHOOK_SECRET']);
    assert.deepEqual(blamed({ CRM_WEBHOOK_SECRET: 'shared' }), ['CRM_WEBHOOK_URL']);
    assert.deepEqual(blamed({ EVENTS_WEBHOOK_URL: 'https://shop.example' }), ['EVENTS_WEBHOOK_SECRET']);
    assert.deepEqual(blamed({ HUBSPOT_BASE_URL: 'https://api.hubapi.com' }), ['HUBSPOT_TOKEN']);
    assert.deepEqual(blamed({ SMTP_URL: 'smtp://mail.example' }), ['EMAIL_FROM']);
    assert.deepEqual(blamed({ EMAIL_FROM: 'billing@example.com' }), ['SMTP_URL']);
  });

  it('needs a source whole, and names each variable that is missing', () => {
    assert.deepEqual(blamed({ PAYPAL_CLIENT_ID: 'c' }), ['PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID']);
    assert.deepEqual(blamed({ PADDLE_WEBHOOK_SECRET: 'pdl_ntfset_1' }), ['PADDLE_API_KEY']);
    assert.deepEqual(blamed({ CHARGEBEE_SITE: 'northwind-test', CHARGEBEE_API_KEY: 'test_1' }), [
      'CHARGEBEE_WEBHOOK_USERNAME',
      'CHARGEBEE_WEBHOOK_PASSWORD',
    ]);
    assert.deepEqual(blamed({ CHARGEBEE_SITE: 'https://northwind.chargebee.com' }).slice(0, 1), [
      'CHARGEBEE_SITE',
    ]);
  });

  it('reads several sources beside each other', () => {
    const config = read({
      ...STRIPE,
      GENERIC_WEBHOOK_SECRET: 'one, two',
      PADDLE_API_KEY: 'k',
      PADDLE_WEBHOOK_SECRET: 's',
    });
    assert.deepEqual(config.generic, { webhookSecrets: ['one', 'two'], readUrl: null });
    assert.deepEqual(config.paddle, { apiKey: 'k', webhookSecrets: ['s'], apiBase: null });
    assert.equal(config.stripe?.mode, 'test');
    assert.deepEqual([config.paypal, config.chargebee], [null, null]);
  });

  it('reads debts elsewhere only where the address has a place for their id', () => {
    const generic = (url: string) => ({ GENERIC_WEBHOOK_SECRET: 'one', GENERIC_READ_URL: url });
    const url = 'https://billing.example/debts/{debt_id}';
    assert.equal(read(generic(url)).generic?.readUrl, url);
    for (const wrong of ['https://billing.example/debts', 'http://billing.example/{debt_id}', '{debt_id}'])
      assert.deepEqual(blamed(generic(wrong)), ['GENERIC_READ_URL']);
  });

  it('takes several webhook secrets while one is being replaced', () => {
    const secrets = (text: string) => read({ ...STRIPE, STRIPE_WEBHOOK_SECRET: text }).stripe?.webhookSecrets;
    assert.deepEqual(secrets('whsec_1'), ['whsec_1']);
    assert.deepEqual(secrets('whsec_1,whsec_2'), ['whsec_1', 'whsec_2']);
    assert.deepEqual(secrets(' whsec_1 , whsec_2, '), ['whsec_1', 'whsec_2']);
    assert.deepEqual(blamed({ ...STRIPE, STRIPE_WEBHOOK_SECRET: ', ,' }), ['STRIPE_WEBHOOK_SECRET']);
  });

  it('knows by the key whether money is real', () => {
    const mode = (key: string) => read({ ...STRIPE, STRIPE_SECRET_KEY: key }).stripe?.mode;
    const modes = ['sk_test_1', 'rk_test_1', 'sk_live_1', 'rk_live_1'].map(mode);
    assert.deepEqual(modes, ['test', 'test', 'live', 'live']);
  });

  for (const name of ['STRIPE_SECRET_KEY', 'RAPIWA_API_KEY']) {
    it(`refuses ${name} with anything that a header cannot carry`, () => {
      for (const key of ['key with space', 'key\n', ' key', 'key\t', 'kéy', 'key\u200b', 'key\u0000']) {
        assert.deepEqual(blamed({ ...STRIPE, [name]: key }), [name]);
      }
    });
  }

  it('talks without TLS only to this machine', () => {
    const bases = [
      'http://127.0.0.1:12111',
      'http://localhost:1',
      'http://[::1]:1',
      'https://api.example.com',
    ];
    for (const base of bases) {
      assert.equal(read({ ...STRIPE, STRIPE_API_BASE: base }).stripe?.apiBase?.origin, base);
    }
    const refused = [
      'http://api.example.com',
      'http://127.0.0.1.example.com',
      'ftp://127.0.0.1',
      'file:///etc',
    ];
    for (const base of refused) {
      const both = { STRIPE_API_BASE: base, RAPIWA_BASE_URL: base };
      assert.deepEqual(blamed(both), ['STRIPE_API_BASE', 'RAPIWA_BASE_URL']);
    }
  });

  it('takes only a Stripe that its client can be told of, which keeps no path', () => {
    const apiBase = (base: string) => read({ ...STRIPE, STRIPE_API_BASE: base }).stripe?.apiBase?.href;
    assert.equal(apiBase('http://127.0.0.1:12111/'), 'http://127.0.0.1:12111/');
    const host = '127.0.0.1:12111';
    for (const base of [
      `http://${host}/v1`,
      `http://${host}/?a=1`,
      `http://${host}/#a`,
      `http://u:p@${host}`,
    ]) {
      const { problems } = refusal({ ...LEAST, ...STRIPE, STRIPE_API_BASE: base });
      assert.equal(problems.length, 1, base);
      assert.match(problems[0]!, /^STRIPE_API_BASE must be scheme, host and port only/);
    }
  });

  it('takes whole numbers inside their range', () => {
    for (const port of ['1e3', '0x10', '-1', '1.5', '65536', '9'.repeat(30)]) {
      assert.deepEqual(blamed({ HTTP_PORT: port }), ['HTTP_PORT']);
    }
    assert.equal(read({ HTTP_PORT: '0' }).http.port, 0);
    assert.deepEqual(blamed({ RAPIWA_TIMEOUT_MS: '25001' }), ['RAPIWA_TIMEOUT_MS']);
    // No limit at all, to axios: a hanging provider would hang the step for ever.
    assert.deepEqual(blamed({ RAPIWA_TIMEOUT_MS: '0' }), ['RAPIWA_TIMEOUT_MS']);
  });

  it('takes only a database URL that the driver can read', () => {
    for (const url of ['mysql://127.0.0.1/x', '127.0.0.1/x', 'postgres://u:pass#word@127.0.0.1/x']) {
      assert.deepEqual(blamed({ DATABASE_URL: url }), ['DATABASE_URL']);
    }
    for (const url of ['postgresql://u:pass%23word@127.0.0.1/x', 'postgres://u@/x?host=/run/postgresql']) {
      assert.equal(read({ DATABASE_URL: url }).databaseUrl, url);
    }
  });

  it('refuses by name what is not built yet', () => {
    assert.deepEqual(blamed({ SEND_MODE: 'dry' }), ['SEND_MODE']);
    assert.equal(read({ SEND_MODE: 'shadow' }).sendMode, 'shadow');
    assert.deepEqual(blamed({ SUSPENSION_POLICY: 'delete' }), ['SUSPENSION_POLICY']);
    assert.deepEqual(read({ SEND_MODE: 'live', SUSPENSION_POLICY: 'flag' }), read());
    assert.deepEqual(blamed({ CODEC_KEYS: 'k1' }), ['CODEC_KEYS']);
    for (const HOLDOUT_PERCENT of ['10', 'ten', '0.5']) {
      assert.deepEqual(blamed({ HOLDOUT_PERCENT }), ['HOLDOUT_PERCENT']);
    }
    assert.deepEqual(read({ CODEC_KEYS: ' ', HOLDOUT_PERCENT: '0' }), read());
  });

  it('takes each suspension policy, and an offer as percent, days and coupon', () => {
    for (const policy of ['flag', 'stripe_pause_collection', 'stripe_cancel'] as const) {
      assert.equal(read({ SUSPENSION_POLICY: policy }).suspensionPolicy, policy);
    }
    assert.equal(read().winbackOffer, null);
    const own = { percent: 20, validDays: 14, couponId: null };
    assert.deepEqual(read({ WINBACK_OFFER: ' 20% , 14d ' }).winbackOffer, own);
    const theirs = { percent: 100, validDays: 7, couponId: 'COME_back-1' };
    assert.deepEqual(read({ WINBACK_OFFER: '100%,7d,COME_back-1' }).winbackOffer, theirs);
    for (const offer of [
      '20',
      '20%',
      '0%,14d',
      '101%,14d',
      '20%,0d',
      '20%,91d',
      '20%,14h',
      '20%,14d,',
      '20,14d',
    ]) {
      assert.deepEqual(blamed({ WINBACK_OFFER: offer }), ['WINBACK_OFFER'], offer);
    }
  });

  it("hands Temporal's variables on as they are, and nothing else", () => {
    const { env } = read({ TEMPORAL_NAMESPACE: 'billing', TEMPORAL_TLS: '', OTHER: 'x' }).temporal;
    assert.deepEqual(env, { TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_NAMESPACE: 'billing' });
  });
});

describe('a day that does not last 24 hours', () => {
  it('has neither window nor weekend nor pace', () => {
    const config = read({ ...RAPIWA, DAY_LENGTH: '10s' });
    assert.equal(config.dayLengthMs, 10_000);
    assert.equal(config.weekdayRule, false);
    assert.deepEqual(config.contactWindow, { kind: 'off' });
    assert.deepEqual(config.rapiwa?.pace, { minGapMs: 0, hourlyCap: 0, dailyCap: 0 });
  });

  it('has those that are set explicitly', () => {
    const config = read({
      ...RAPIWA,
      DAY_LENGTH: '10s',
      CONTACT_WINDOW: '08:00-12:00',
      RAPIWA_MIN_GAP_MS: '50',
      RAPIWA_HOURLY_CAP: '7',
    });
    assert.deepEqual(config.contactWindow, { kind: 'hours', from: '08:00', to: '12:00' });
    assert.deepEqual(config.rapiwa?.pace, { minGapMs: 50, hourlyCap: 7, dailyCap: 0 });
  });

  it('is refused with a live key, restricted or not', () => {
    assert.deepEqual(blamed({ ...LIVE, DAY_LENGTH: '10s' }), ['DAY_LENGTH']);
    assert.deepEqual(blamed({ ...LIVE, STRIPE_SECRET_KEY: 'rk_live_1', DAY_LENGTH: '25h' }), ['DAY_LENGTH']);
    assert.equal(read({ ...LIVE, DAY_LENGTH: '24h' }).stripe?.mode, 'live');
    assert.equal(read({ ...LIVE, DAY_LENGTH: '1d' }).weekdayRule, true);
    assert.equal(read({ ...STRIPE, DAY_LENGTH: '10s' }).stripe?.mode, 'test');
  });

  it('is a time span longer than nothing', () => {
    for (const text of ['0s', '-1s', '10', '10 s', 's', '0.4ms', '1w']) {
      assert.deepEqual(blamed({ DAY_LENGTH: text }), ['DAY_LENGTH']);
    }
    const lengths = ['300ms', '10s', '15m', '24h', '1d'].map(
      (text) => read({ DAY_LENGTH: text }).dayLengthMs,
    );
    assert.deepEqual(lengths, [300, 10_000, 900_000, 86_400_000, 86_400_000]);
  });

  it('reads a mail server with a percent-encoded password, and whom mail is from', () => {
    const { email } = read({
      SMTP_URL: 'smtps://me%40x:p%3Aw@mail.example',
      EMAIL_FROM: 'Billing@Example.com',
    });
    assert.deepEqual([email?.smtpUrl.hostname, email?.from], ['mail.example', 'Billing@Example.com']);
    assert.equal(read().email, null);
    for (const SMTP_URL of [
      'mail.example',
      'https://mail.example',
      'smtp://',
      'smtp://u:100%@mail.example',
    ]) {
      assert.deepEqual(blamed({ SMTP_URL, EMAIL_FROM: 'a@example.com' }), ['SMTP_URL']);
    }
    for (const EMAIL_FROM of ['billing', 'Billing <a@example.com>', 'a@example.com, b@example.com']) {
      assert.deepEqual(blamed({ SMTP_URL: 'smtp://mail.example', EMAIL_FROM }), ['EMAIL_FROM']);
    }
  });
});
