import { parseEnv } from 'node:util';
import { withoutTemporalLogin } from '../config/temporal-login.ts';
import { withoutEmpty } from '../config/without-empty.ts';
import { publishedEnvironment, readOrNull, type Environment } from '../operator/database-address.ts';

/**
 * The environment of every verb, as server and worker see theirs: the process environment over the file, completed with
 * what a running `npm start` published where that is whom we speak to.
 */
export function operatorEnvironment(env: Environment, file = '.temporal.env'): Environment {
  const fromFile = parseEnv(readOrNull(file) ?? '');
  const own = { ...fromFile, ...env };
  const found = publishedEnvironment(own);
  const running = isSame(own['DATABASE_URL'], found['DATABASE_URL']) ? found : {};
  // A Temporal server of `npm start`'s own has a UI and no login.
  const isTheirs = !own['TEMPORAL_ADDRESS']?.trim() && found['TEMPORAL_UI_URL'] !== undefined;
  const mine = withoutEmpty({ ...fromFile, ...simulated(running), ...env });
  return { ...running, ...(isTheirs ? withoutTemporalLogin(mine) : mine) };
}

/** With another database we do not speak to what runs here: its simulated phone must answer for no real message. */
function isSame(own: string | undefined, running: string | undefined): boolean {
  return !own?.trim() || own.trim() === running?.trim();
}

/** The sandbox's providers stand in for those of the file, as they do for server and worker. */
function simulated(running: Environment): Environment {
  if (!running['SANDBOX_URL']) return {};
  const names = Object.keys(running).filter((name) => /^(STRIPE|RAPIWA|SMTP|EMAIL|SLACK)_/.test(name));
  return Object.fromEntries(names.map((name) => [name, running[name]]));
}
