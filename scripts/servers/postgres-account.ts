import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chown } from 'node:fs/promises';

/** The unprivileged user ("nobody") Postgres runs as when we are root, which Postgres refuses to run as. */
const NOBODY = 65534;

/** Whom Postgres runs as, and how a program is started as that user. */
export interface PostgresAccount {
  /** Gives a directory to the user. */
  own(directory: string): Promise<void>;
  start(program: string, args: string[], stdio: SpawnOptions['stdio']): ChildProcess;
}

/**
 * Chooses how Postgres is started. Not root: as ourselves. Root: as nobody; and when nobody cannot reach the
 * programs or the data (a clone below a directory closed to others, such as /root), as nobody with the two
 * capabilities that pass through closed directories and no other right.
 * @param reachable paths Postgres has to read.
 * @throws Error naming DATABASE_URL as the remedy when root can do neither.
 */
export function choosePostgresAccount(reachable: string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { own: async () => {}, start: starter({ prefix: [] }) };
  const own = (directory: string) => chown(directory, NOBODY, NOBODY);
  for (const way of [AS_NOBODY, THROUGH_CLOSED_DIRECTORIES]) {
    if (canReach(way, reachable)) return { own, start: starter(way) };
  }
  throw new Error(
    `Postgres refuses to run as root, and its unprivileged user (uid ${NOBODY}) cannot reach ${reachable.join(' and ')}. ` +
      'Remedies: set DATABASE_URL to a Postgres of your own, run as an ordinary user, ' +
      'move the checkout to a directory open to others, or install util-linux (setpriv).',
  );
}

const CAPABILITIES = '-all,+dac_override,+dac_read_search';

/** How a program becomes another user's. */
interface Way {
  /** Program and arguments in front of the command. */
  prefix: string[];
  uid?: number;
  gid?: number;
}

const AS_NOBODY: Way = { prefix: [], uid: NOBODY, gid: NOBODY };

// no_setuid_fixup: without it access(2), by which Postgres looks for its own programs, disregards capabilities.
const THROUGH_CLOSED_DIRECTORIES: Way = {
  prefix: [
    'setpriv',
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    '--clear-groups',
    `--bounding-set=${CAPABILITIES}`,
    `--inh-caps=${CAPABILITIES}`,
    `--ambient-caps=${CAPABILITIES}`,
    '--securebits=+no_setuid_fixup',
    '--no-new-privs',
  ],
};

function starter({ prefix, ...user }: Way): PostgresAccount['start'] {
  return (program, args, stdio) => {
    const [command, ...rest] = [...prefix, program, ...args];
    // Detached: a Ctrl-C in the terminal must reach the supervisor only, which stops Postgres last.
    return spawn(command!, rest, {
      ...user,
      stdio: stdio!,
      cwd: '/',
      detached: true,
      env: plainEnvironment(),
    });
  };
}

function canReach({ prefix, ...user }: Way, paths: string[]): boolean {
  const script = 'for path in "$@"; do test -r "$path" && test -x "$path" || exit 1; done';
  const [command, ...args] = [...prefix, 'sh', '-c', script, 'sh', ...paths];
  return (
    spawnSync(command!, args, { ...user, cwd: '/', stdio: 'ignore', env: plainEnvironment() }).status === 0
  );
}

/** Postgres needs none of our variables, some of which are secrets; LC_ALL=C keeps its messages in English. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
