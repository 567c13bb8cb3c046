import { assertNever } from '../domain/assert-never.ts';
import { growingPauseMs } from '../domain/growing-pause.ts';
import { toInstant } from '../domain/instant.ts';
import type { Log } from '../ports/log.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { ReplyDesk } from '../ports/reply-desk.ts';
import type { StaffChannel, StaffNews } from '../ports/staff-channel.ts';
import type {
  MatterResult,
  OutboxRound,
  StaffMatter,
  StaffOutbox,
  WaitingMatter,
} from '../ports/staff-outbox.ts';
import type { LookNow } from './look-now.ts';
import { startRounds, type RoundResult, type Rounds } from './rounds.ts';
import { showReply, type ShowParts } from './show-reply.ts';

export interface StaffTellerOptions extends ShowParts {
  readonly outbox: StaffOutbox;
  readonly replies: Pick<ReplyDesk, 'read'>;
  readonly channel: StaffChannel;
  /** Least time between two messages to the channel, in milliseconds. */
  readonly gapMs: number;
  readonly now: () => number;
}

/** What the channel waits behind, and what it must not keep waiting. */
const TOLD: readonly StaffMatter['kind'][] = ['reply', 'promise_over', 'alert'];
const LOOKED_AT: readonly StaffMatter['kind'][] = ['look'];

/** First and longest pause while the channel, or a processor, is away, in milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** Tells staff what waits for them, one message after another and none lost, and reads invoices that replies speak of. */
export function startStaffTeller(options: StaffTellerOptions): Rounds {
  const pace = createPace(options.gapMs);
  const telling = startRounds({ round: () => round(options, TOLD, (one) => tellPaced(options, one, pace)) });
  const looking = startRounds({ round: () => round(options, LOOKED_AT, (one) => lookAgain(options, one)) });
  return {
    wake: () => {
      telling.wake();
      looking.wake();
    },
    stop: async () => {
      await Promise.all([telling.stop(), looking.stop()]);
    },
  };
}

async function round(
  { outbox, log, now }: StaffTellerOptions,
  kinds: readonly StaffMatter['kind'][],
  handle: (waiting: WaitingMatter) => Promise<MatterResult>,
): Promise<RoundResult> {
  try {
    return resultOf(await outbox.relayNext(kinds, toInstant(now()), handle), log);
  } catch (error) {
    log.error({ err: error }, 'staff_outbox.round_failed');
    return 'away';
  }
}

function resultOf(result: OutboxRound, log: Log): RoundResult {
  if (result === 'parked')
    log.error({ remedy: 'read its reason in table staff_outbox' }, 'staff_outbox.parked');
  return result === 'none' || result === 'later' ? 'idle' : 'more';
}

/** Slack takes one message a second. */
function createPace(gapMs: number): () => Promise<void> {
  let lastAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const waitMs = lastAt + gapMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    lastAt = performance.now();
  };
}

async function tellPaced(
  options: StaffTellerOptions,
  waiting: WaitingMatter,
  pace: () => Promise<void>,
): Promise<MatterResult> {
  const news = await newsOf(options, waiting);
  // Nobody keeps it any more, so nobody can be told.
  if (!news) return { kind: 'done' };
  await pace();
  const told = await options.channel.tell(news, waiting.wasRefused);
  if (told.kind === 'told') return { kind: 'done' };
  options.log.warn(
    { matter: waiting.id, kind: waiting.matter.kind, why: told.why },
    'staff_channel.not_told',
  );
  if (told.kind === 'refused') return told;
  return { kind: 'later', why: told.why, pauseMs: told.waitMs ?? pauseMs(waiting.tries) };
}

function pauseMs(tries: number): number {
  return Math.min(growingPauseMs(tries, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
}

async function newsOf(options: StaffTellerOptions, { matter, at }: WaitingMatter): Promise<StaffNews | null> {
  switch (matter.kind) {
    case 'alert':
      return { kind: 'alert', alert: matter, at };
    case 'reply':
    case 'promise_over': {
      const file = await options.replies.read(matter.replyId);
      return file && { kind: matter.kind, reply: await showReply(options, file) };
    }
    case 'look':
      return null;
    default:
      return assertNever(matter);
  }
}

/** Reads every open invoice of the number again; after a promise that was not kept, staff hear of it. */
async function lookAgain(options: StaffTellerOptions, waiting: WaitingMatter): Promise<MatterResult> {
  const { replies, look, outbox, now } = options;
  const { matter } = waiting;
  const file = matter.kind === 'look' ? await replies.read(matter.replyId) : null;
  if (matter.kind !== 'look' || !file) return { kind: 'done' };
  if (matter.because === 'promise' && !file.isLastPromise) return { kind: 'done' };
  const open = file.recoveries.filter(({ outcome }) => outcome === null);
  try {
    const standings = await readAll(look, open);
    const isOver = matter.because === 'promise' && standings.includes('open');
    if (isOver) await outbox.add({ kind: 'promise_over', replyId: matter.replyId }, toInstant(now()));
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    options.log.warn({ err: error }, 'reply.processor_unreadable');
    const { kind } = error.details;
    const mayPass = kind === 'unavailable' || kind === 'rate_limited';
    return mayPass
      ? { kind: 'later', why: error.message, pauseMs: pauseMs(waiting.tries) }
      : { kind: 'refused', why: error.message };
  }
}

async function readAll(
  look: LookNow,
  open: readonly { readonly input: Parameters<LookNow>[0] }[],
): Promise<string[]> {
  const standings: string[] = [];
  for (const { input } of open) standings.push((await look(input)).standing);
  return standings;
}
