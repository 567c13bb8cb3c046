import type { HandOff } from '../ports/inbox.ts';
import type { Log } from '../ports/log.ts';
import { EngineUnreachable } from '../ports/recovery-engine.ts';
import { isDatabaseAway } from './database-away.ts';

/** Who hands over, and what: for the log, by ids only. */
export interface Handing {
  readonly log: Log;
  /** First word of the log lines. */
  readonly who: 'relay' | 'news';
  readonly about: Readonly<Record<string, string | null>>;
}

/** Hands one row over; a surprise becomes a value, because it must not stop the rows beside it. */
export async function handOff(act: () => Promise<unknown>, handing: Handing): Promise<HandOff> {
  try {
    await act();
    return { kind: 'done' };
  } catch (error) {
    return handOffOf(error, handing);
  }
}

function handOffOf(error: unknown, { log, who, about }: Handing): HandOff {
  const details = { ...about, err: error };
  if (error instanceof EngineUnreachable) {
    log.warn(details, `${who}.temporal_unreachable`);
    return { kind: 'unreachable' };
  }
  if (isDatabaseAway(error)) {
    log.warn(details, `${who}.database_unavailable`);
    return { kind: 'unreachable' };
  }
  log.error(details, `${who}.refused`);
  return { kind: 'refused', reason: error instanceof Error ? error.message : 'unknown error' };
}
