import assert from 'node:assert/strict';
import {
  childEnvironment,
  sandboxEnvironment,
  type Places,
} from '../../scripts/supervisor/child-environment.ts';
import { readPorts } from '../../scripts/supervisor/settings.ts';

const REAL: Places = {
  serverUrl: 'http://127.0.0.1:3000',
  httpPort: 3000,
  databaseUrl: 'postgres://postgres@127.0.0.1:5555/recoup',
  temporalAddress: '127.0.0.1:7233',
};
const SANDBOX: Places = {
  ...REAL,
  temporalUiUrl: 'http://127.0.0.1:8233',
  sandbox: {
    url: 'http://127.0.0.1:3001',
    port: 3001,
    smtpPort: 2525,
    stateFile: '/data/sandbox.json',
    webhookToken: 'ab'.repeat(16),
  },
};

describe('the ports of npm start', () => {
  it('are the documented ones unless set, and 0 stays "any free"', () => {
    assert.deepEqual(readPorts({ SANDBOX_PORT: '0', HTTP_PORT: '' }), {
      ports: { HTTP_PORT: 3000, TEMPORAL_DEV_PORT: 7233, TEMPORAL_UI_PORT: 8233, SANDBOX_PORT: 0 },
      problems: [],
    });
  });

  it('are refused by name when they are no ports or repeat each other', () => {
    const { problems } = readPorts({ HTTP_PORT: 'web', SANDBOX_PORT: '70000', TEMPORAL_UI_PORT: '7233' });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[0]),
      ['HTTP_PORT', 'SANDBOX_PORT', 'TEMPORAL_UI_PORT'],
    );
  });
});

describe('the environment of server and worker', () => {
  it('is the user’s, completed with the places of this run', () => {
    const env = childEnvironment(
      { STRIPE_SECRET_KEY: 'sk_test_mine', HTTP_PORT: '0', BUSINESS_NAME: 'Mine' },
      REAL,
    );
    assert.deepEqual(env, {
      STRIPE_SECRET_KEY: 'sk_test_mine',
      BUSINESS_NAME: 'Mine',
      HTTP_PORT: '3000',
      DATABASE_URL: REAL.databaseUrl,
      TEMPORAL_ADDRESS: REAL.temporalAddress,
    });
  });

  it('sends mail and Slack messages of the sandbox to simulated inboxes, whatever the user has set', () => {
    const real = {
      SMTP_URL: 'smtp://mail.example',
      EMAIL_FROM: 'a@b.example',
      SLACK_WEBHOOK_URL: 'https://s.example',
    };
    const env = childEnvironment(real, SANDBOX);
    assert.equal(new URL(env['SMTP_URL']!).host, '127.0.0.1:2525');
    assert.equal(env['EMAIL_FROM'], 'billing@northwind.example');
    assert.equal(new URL(env['SLACK_WEBHOOK_URL']!).origin, 'http://127.0.0.1:3001');
  });

  it('points to the simulated providers in the sandbox, whatever addresses the user has set', () => {
    const env = childEnvironment({ STRIPE_API_BASE: 'https://api.stripe.com', DAY_LENGTH: '2s' }, SANDBOX);
    assert.equal(env['STRIPE_API_BASE'], 'http://127.0.0.1:3001');
    assert.equal(env['RAPIWA_BASE_URL'], 'http://127.0.0.1:3001');
    assert.equal(env['STRIPE_SECRET_KEY'], 'sk_test_sandbox');
    assert.equal(env['RAPIWA_WEBHOOK_TOKEN'], 'ab'.repeat(16));
    assert.equal(env['BUSINESS_NAME'], 'Northwind Coffee Club');
    assert.equal(env['DAY_LENGTH'], '2s');
  });

  it('takes an empty variable of the sandbox for its default', () => {
    assert.equal(childEnvironment({ DAY_LENGTH: '' }, SANDBOX)['DAY_LENGTH'], '10s');
  });

  it('leaves real systems out of the sandbox, and receivers on this machine in', () => {
    const crm = { CRM_WEBHOOK_URL: 'https://crm.example/hook', CRM_WEBHOOK_SECRET: 'shared' };
    const events = { EVENTS_WEBHOOK_URL: 'http://127.0.0.1:9000/events', EVENTS_WEBHOOK_SECRET: 'own' };
    const ofSystems = (env: NodeJS.ProcessEnv) =>
      Object.fromEntries(Object.entries(env).filter(([name]) => /^(HUBSPOT|CRM|EVENTS)_/.test(name)));
    const set = { ...crm, ...events, HUBSPOT_TOKEN: 'pat-1' };
    assert.deepEqual(ofSystems(childEnvironment(set, SANDBOX)), events);
    assert.deepEqual(ofSystems(sandboxEnvironment(set, SANDBOX)), events);
    assert.deepEqual(ofSystems(childEnvironment(set, REAL)), set);
    const ownHubspot = { HUBSPOT_TOKEN: 'pat-1', HUBSPOT_BASE_URL: 'http://localhost:9001' };
    assert.deepEqual(ofSystems(childEnvironment(ownHubspot, SANDBOX)), ownHubspot);
  });

  it('holds no login of another Temporal server while the server is ours', () => {
    const login = {
      TEMPORAL_API_KEY: 'tk-1',
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/tls/client.pem',
      TEMPORAL_PROFILE: 'cloud',
      TEMPORAL_CONFIG_FILE: '/tls/temporal.toml',
      TEMPORAL_GRPC_META_TEAM: 'billing',
    };
    const place = { TEMPORAL_NAMESPACE: 'billing', TEMPORAL_TASK_QUEUE: 'recoup-2' };
    const ofTemporal = (places: Places) => {
      const env = Object.entries(childEnvironment({ ...login, ...place }, places));
      return Object.fromEntries(env.filter(([name]) => name.startsWith('TEMPORAL_')));
    };
    const { temporalAddress: TEMPORAL_ADDRESS, temporalUiUrl: TEMPORAL_UI_URL } = SANDBOX;
    assert.deepEqual(ofTemporal(SANDBOX), { ...place, TEMPORAL_ADDRESS, TEMPORAL_UI_URL });
    assert.deepEqual(ofTemporal(REAL), { ...login, ...place, TEMPORAL_ADDRESS });
  });

  it('tells the sandbox where the server is and where to keep its state', () => {
    const env = sandboxEnvironment({}, SANDBOX);
    assert.equal(env['RECOUP_SERVER_URL'], 'http://127.0.0.1:3000');
    assert.equal(env['SANDBOX_PORT'], '3001');
    assert.equal(env['SANDBOX_STATE_FILE'], '/data/sandbox.json');
    assert.equal(env['TEMPORAL_UI_URL'], 'http://127.0.0.1:8233');
  });
});
