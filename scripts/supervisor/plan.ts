import { ConfigError, parseEnv } from '../../src/config/env.ts';
import { realSystems } from '../../src/config/real-systems.ts';
import { childEnvironment, type Places } from './child-environment.ts';
import { decideMode, incompleteMessage } from './mode.ts';
import { dataDirectory, loadEnvironment, readPorts, StartError, type Ports } from './settings.ts';

/** Everything decided before anything is started. */
export interface Plan {
  root: string;
  /** Process environment over `.temporal.env`. */
  env: NodeJS.ProcessEnv;
  sandbox: boolean;
  /** Absolute. */
  dataDir: string;
  /** As wished for; 0 is still 0. */
  wantedPorts: Ports;
}

/**
 * Decides what this start will run, from the environment alone.
 * @throws StartError with every problem of the environment by name.
 */
export function makePlan(root: string, processEnv: NodeJS.ProcessEnv): Plan {
  const env = loadEnvironment(root, processEnv);
  const mode = decideMode(env);
  const sandbox = mode.kind === 'sandbox';
  const { ports, problems } = readPorts(env);
  const all = [...configProblems(env, sandbox), ...problems];
  if (mode.kind === 'incomplete') throw new StartError(incompleteMessage(mode, all));
  if (all.length > 0) throw new StartError(['The environment has problems:', ...all].join('\n  - '));
  return { root, env, sandbox, dataDir: dataDirectory(root, env), wantedPorts: ports };
}

/**
 * Reads the configuration as server and worker will, with stand-ins for the places that are not known yet; what the
 * sandbox leaves out is read too, since it may hold a slip.
 */
function configProblems(env: NodeJS.ProcessEnv, sandbox: boolean): readonly string[] {
  const places: Places = {
    serverUrl: 'http://127.0.0.1:3000',
    httpPort: 3000,
    databaseUrl: env['DATABASE_URL'] || 'postgres://postgres@127.0.0.1:5432/recoup',
    temporalAddress: env['TEMPORAL_ADDRESS'] || '127.0.0.1:7233',
    temporalUiUrl: 'http://127.0.0.1:8233',
    ...(sandbox
      ? {
          sandbox: {
            url: 'http://127.0.0.1:3001',
            port: 3001,
            smtpPort: 2525,
            stateFile: 'sandbox.json',
            webhookToken: '0'.repeat(32),
          },
        }
      : {}),
  };
  try {
    parseEnv({ ...childEnvironment(env, places), ...(sandbox ? realSystems(env) : {}) });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
