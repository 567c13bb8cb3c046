import { parseArgs } from 'node:util';

/** Which rows a replay takes. */
export type ReplaySelection =
  { readonly kind: 'one'; readonly id: string } | { readonly kind: 'state'; readonly state: DeskState };

/** States of inbox rows that wait for a person. */
export type DeskState = 'quarantined' | 'parked';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'inbox_list' }
  | { readonly kind: 'reconcile'; readonly dryRun: boolean }
  | { readonly kind: 'shadow' }
  | { readonly kind: 'inbox_replay'; readonly selection: ReplaySelection };

/** The command cannot be followed; the message says what to write instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const USAGE = `npm run recoup -- <verb>

  inbox list                     events that wait for a person: quarantined (not understood), parked (refused)
  inbox replay <id>              reads one of them again, with today's code
  inbox replay --quarantined     … all that were not understood
  inbox replay --parked          … all that were refused
  reconcile [--dry-run]          finds what events did not tell, and repairs it; --dry-run only says what
  shadow                         what SEND_MODE=shadow would have sent

DATABASE_URL and TEMPORAL_ADDRESS, else those of the \`npm start\` running on DATA_DIR (.recoup).`;

/** @param args what follows the name of the program. Throws a {@link UsageError}. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = read(args);
  const [noun, verb, ...rest] = positionals;
  if (values.help || noun === undefined || noun === 'help') return { kind: 'help' };
  const isAlone = positionals.length === 1;
  if (noun === 'shadow' && isAlone) return { kind: 'shadow' };
  if (noun === 'reconcile' && isAlone) return { kind: 'reconcile', dryRun: values['dry-run'] ?? false };
  if (noun !== 'inbox') throw new UsageError(`"${noun}" is not known.\n\n${USAGE}`);
  const flags = (['quarantined', 'parked'] as const).filter((flag) => values[flag]);
  if (verb === 'list' && rest.length === 0 && flags.length === 0) return { kind: 'inbox_list' };
  if (verb !== 'replay') throw new UsageError(`"inbox ${verb ?? ''}" is not known.\n\n${USAGE}`);
  return { kind: 'inbox_replay', selection: selectionOf(rest, flags) };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        quarantined: { type: 'boolean' },
        parked: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function selectionOf(ids: readonly string[], flags: readonly DeskState[]): ReplaySelection {
  const [id] = ids;
  const [state] = flags;
  if (ids.length + flags.length !== 1) {
    throw new UsageError('inbox replay takes one id, or --quarantined, or --parked');
  }
  if (state) return { kind: 'state', state };
  if (!/^\d{1,18}$/.test(id ?? '')) throw new UsageError(`"${id}" is no id: \`inbox list\` shows them`);
  return { kind: 'one', id: id! };
}
