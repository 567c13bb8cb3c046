import { withoutRealSystems } from '../../src/config/real-systems.ts';
import { withoutTemporalLogin } from '../../src/config/temporal-login.ts';
import { withoutEmpty } from '../../src/config/without-empty.ts';
import { slackUrl } from '../../test/simulators/slack/address.ts';
import { smtpUrl } from '../../test/simulators/smtp/address.ts';

/** Where the parts of this run are. */
export interface Places {
  serverUrl: string;
  httpPort: number;
  databaseUrl: string;
  temporalAddress: string;
  /** Absent with a Temporal server that is not ours. */
  temporalUiUrl?: string;
  /** Absent outside the sandbox. */
  sandbox?: SandboxPlace;
}

export interface SandboxPlace {
  url: string;
  port: number;
  smtpPort: number;
  stateFile: string;
  webhookToken: string;
}

/** What the sandbox's simulated providers know the business by, unless the user says otherwise. */
const SANDBOX_DEFAULTS = { BUSINESS_NAME: 'Northwind Coffee Club', DAY_LENGTH: '10s' };

/**
 * The environment of server and worker: the user's, completed with the places of this run. In the sandbox the
 * providers' addresses and keys are the simulated ones', whatever the user has set, and real systems are left out.
 */
export function childEnvironment(env: NodeJS.ProcessEnv, places: Places): NodeJS.ProcessEnv {
  return {
    ...(places.sandbox ? SANDBOX_DEFAULTS : {}),
    ...usersOwn(env, places),
    HTTP_PORT: String(places.httpPort),
    DATABASE_URL: places.databaseUrl,
    TEMPORAL_ADDRESS: places.temporalAddress,
    ...(places.temporalUiUrl ? { TEMPORAL_UI_URL: places.temporalUiUrl } : {}),
    ...(places.sandbox ? simulatedProviders(places.sandbox) : {}),
    ...(places.sandbox && !env['RAPIWA_WEBHOOK_TOKEN']
      ? { RAPIWA_WEBHOOK_TOKEN: places.sandbox.webhookToken }
      : {}),
  };
}

/** The environment of the sandbox process: that of the server, and where the sandbox finds and keeps things. */
export function sandboxEnvironment(env: NodeJS.ProcessEnv, places: Places): NodeJS.ProcessEnv {
  return {
    ...childEnvironment(env, places),
    RECOUP_SERVER_URL: places.serverUrl,
    SANDBOX_PORT: String(places.sandbox?.port),
    SANDBOX_SMTP_PORT: String(places.sandbox?.smtpPort),
    SANDBOX_STATE_FILE: places.sandbox?.stateFile,
  };
}

/** What the operator's command line needs to reach the simulated providers: none of it is a secret. */
export function sandboxProviders(sandbox: SandboxPlace): Record<string, string> {
  return { ...SANDBOX_DEFAULTS, ...simulatedProviders(sandbox) };
}

function simulatedProviders({
  url,
  smtpPort,
}: Pick<SandboxPlace, 'url' | 'smtpPort'>): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: 'sk_test_sandbox',
    STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
    STRIPE_API_BASE: url,
    RAPIWA_API_KEY: 'sandbox-device-key',
    RAPIWA_BASE_URL: url,
    // Nothing leaves this machine.
    SMTP_URL: smtpUrl(smtpPort),
    EMAIL_FROM: 'billing@northwind.example',
    SLACK_WEBHOOK_URL: slackUrl(url),
  };
}

function usersOwn(env: NodeJS.ProcessEnv, places: Places): NodeJS.ProcessEnv {
  const set = withoutEmpty(env);
  // With a UI the Temporal server is ours, which has no login; a shell that is set up for another would turn on TLS.
  const own = places.temporalUiUrl ? withoutTemporalLogin(set) : set;
  return places.sandbox ? withoutRealSystems(own) : own;
}
