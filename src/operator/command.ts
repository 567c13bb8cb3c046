import { parseArgs } from 'node:util';
import type { Channel } from '../domain/delivery.ts';
import { isStepId, type StepId } from '../domain/sequence.ts';

/** Which rows a replay takes. */
export type ReplaySelection =
  { readonly kind: 'one'; readonly id: string } | { readonly kind: 'state'; readonly state: DeskState };

/** States of inbox rows that wait for a person. */
export type DeskState = 'quarantined' | 'parked';

/** One step's message of one debt, and who decides about it. */
interface About {
  readonly debtId: string;
  readonly step: StepId;
  readonly channel: Channel;
  readonly actor: string;
}

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'inbox_list' }
  | { readonly kind: 'reconcile'; readonly dryRun: boolean }
  | { readonly kind: 'shadow' }
  | { readonly kind: 'hubspot_setup' }
  | { readonly kind: 'lint' }
  /** `file`: a list of customers; null: those of open recoveries. */
  | { readonly kind: 'phone_links'; readonly file: string | null }
  | { readonly kind: 'channel' | 'channel_check' | 'unknown' | 'holds' }
  | { readonly kind: 'replies' }
  | { readonly kind: 'replies_release'; readonly replyId: string; readonly actor: string }
  | { readonly kind: 'inbox_replay'; readonly selection: ReplaySelection }
  | ({ readonly kind: 'settle'; readonly state: 'sent' | 'rejected' } & About)
  | ({ readonly kind: 'resend' } & About);

/** The command cannot be followed; the message says what to write instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const USAGE = `npm run recoup -- <verb> [--json]

  channel                        can the WhatsApp device send? (exit code 1: no)
  channel check                  asks Rapiwa now; after a repair what was held goes on
  holds                          recoveries that wait although a step is due, and why
  unknown                        messages whose answer was lost, with what may tell what became of them
  settle <debt> <step> sent|rejected --by <you>
                                 you looked at the phone: it went out, or it did not
  resend <debt> <step> --by <you>
                                 sends an unknown message once more, now; of either, --channel email for an e-mail
  replies                        what customers wrote back, and which of it holds their reminders
  replies release <id> --by <you>
                                 you answered: the reminders go on
  inbox list                     events that wait for a person: quarantined (not understood), parked (refused)
  inbox replay <id>              reads one of them again, with today's code
  inbox replay --quarantined     … all that were not understood
  inbox replay --parked          … all that were refused
  reconcile [--dry-run]          finds what events did not tell, and repairs it; --dry-run only says what
  shadow                         what SEND_MODE=shadow would have sent
  phone-links [--customers <file>]
                                 CSV of links where customers of open recoveries (or of the list) add a number
  hubspot setup                  makes the properties of contacts that HUBSPOT_TOKEN writes; again after a new step id
  lint                           whether the texts (TEMPLATES_DIR) may be sent; exit code 1: not as they are

--json prints data for programs. DATABASE_URL and TEMPORAL_ADDRESS, else those of the \`npm start\` running on DATA_DIR
(.recoup); \`channel check\` needs RAPIWA_API_KEY, \`resend\` all that a worker needs.`;

/** @param args what follows the name of the program. Throws a {@link UsageError}. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = read(args);
  const [noun, ...rest] = positionals;
  if (values.help || noun === undefined || noun === 'help') return { kind: 'help' };
  if (noun === 'inbox') return inboxCommand(rest, values);
  if (values.quarantined || values.parked) throw notKnown(`${noun} --quarantined/--parked`);
  switch (noun) {
    case 'channel':
      return channelCommand(rest);
    case 'reconcile':
      if (rest.length === 0) return { kind: 'reconcile', dryRun: values['dry-run'] ?? false };
      throw notKnown(positionals.join(' '));
    case 'phone-links':
      if (rest.length === 0) return { kind: 'phone_links', file: values.customers ?? null };
      throw notKnown(positionals.join(' '));
    case 'shadow':
    case 'lint':
      if (rest.length === 0) return { kind: noun };
      throw notKnown(positionals.join(' '));
    case 'hubspot':
      if (rest.length === 1 && rest[0] === 'setup') return { kind: 'hubspot_setup' };
      throw notKnown(positionals.join(' '));
    case 'replies':
      return repliesCommand(rest, values);
    case 'unknown':
    case 'holds':
      if (rest.length === 0) return { kind: noun };
      throw notKnown(positionals.join(' '));
    case 'settle':
      return settleCommand(rest, values);
    case 'resend':
      return {
        kind: 'resend',
        ...about(rest, { values, words: 2, form: 'resend <debt> <step> --by <you>' }),
      };
    default:
      throw notKnown(noun);
  }
}

function channelCommand(rest: readonly string[]): Command {
  if (rest.length === 0) return { kind: 'channel' };
  if (rest.length === 1 && rest[0] === 'check') return { kind: 'channel_check' };
  throw notKnown(['channel', ...rest].join(' '));
}

/** Whether the answer is for a program. */
export function wantsJson(args: readonly string[]): boolean {
  return args.includes('--json');
}

function notKnown(what: string): UsageError {
  return new UsageError(`"${what}" is not known.\n\n${USAGE}`);
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        by: { type: 'string' },
        channel: { type: 'string' },
        customers: { type: 'string' },
        quarantined: { type: 'boolean' },
        parked: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

type Values = ReturnType<typeof read>['values'];

function inboxCommand([verb, ...rest]: readonly string[], values: Values): Command {
  const flags = (['quarantined', 'parked'] as const).filter((flag) => values[flag]);
  if (verb === 'list' && rest.length === 0 && flags.length === 0) return { kind: 'inbox_list' };
  if (verb !== 'replay') throw notKnown(`inbox ${verb ?? ''}`);
  return { kind: 'inbox_replay', selection: selectionOf(rest, flags) };
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

function repliesCommand([verb, id, ...rest]: readonly string[], { by }: Values): Command {
  if (verb === undefined) return { kind: 'replies' };
  const form = 'replies release <id> --by <you>';
  if (verb !== 'release' || rest.length > 0) throw notKnown(`replies ${verb}`);
  if (!/^\d{1,18}$/.test(id ?? ''))
    throw new UsageError(`"${id}" is no id: \`replies\` shows them. Write: ${form}`);
  if (!by?.trim())
    throw new UsageError(`--by is missing: say who decides this, e.g. --by ana. Write: ${form}`);
  return { kind: 'replies_release', replyId: id!, actor: by.trim() };
}

function settleCommand(words: readonly string[], values: Values): Command {
  const form = 'settle <debt> <step> sent|rejected --by <you>';
  const state = words[2];
  const decided = about(words, { values, words: 3, form });
  if (state !== 'sent' && state !== 'rejected') {
    throw new UsageError(`"${state}" must be sent or rejected: ${form}`);
  }
  return { kind: 'settle', state, ...decided };
}

interface Form {
  readonly values: Pick<Values, 'by' | 'channel'>;
  readonly words: number;
  readonly form: string;
}

function about(given: readonly string[], { values, words, form }: Form): About {
  const [debtId, step] = given;
  const { by, channel = 'whatsapp' } = values;
  if (given.length !== words) throw new UsageError(`write: ${form}`);
  if (!step || !isStepId(step))
    throw new UsageError(`"${step}" is no step: write its id, e.g. second_notice`);
  if (channel !== 'whatsapp' && channel !== 'email')
    throw new UsageError(`--channel ${channel} is not known: write whatsapp or email`);
  if (!by?.trim())
    throw new UsageError(`--by is missing: say who decides this, e.g. --by ana. Write: ${form}`);
  return { debtId: debtId!, step, channel, actor: by.trim() };
}
