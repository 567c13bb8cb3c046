import { log } from '@temporalio/workflow';
import { CLOSING_STANDINGS, type ClosingStanding } from '../domain/standing.ts';
import { HOLD_KINDS, REPLY_HOLDS, type HoldKind, type ReplyHoldKind } from '../domain/hold.ts';
import { toEpochMs, toInstant, type IsoInstant } from '../domain/instant.ts';

/**
 * Signals are public: anybody with access to Temporal may send one, by hand and wrong. What does not fit is logged and
 * ignored, because an error in a handler would stop the recovery for ever.
 */
export function guarded<Payload>(
  signal: string,
  handle: (payload: Payload) => void,
): (payload: Payload) => void {
  return (payload) => {
    try {
      handle(payload);
    } catch (error) {
      if (!(error instanceof MalformedSignal || error instanceof RangeError || error instanceof TypeError))
        throw error;
      log.warn('signal.malformed', { signal, why: error.message });
    }
  };
}

class MalformedSignal extends Error {}

export function readId(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new MalformedSignal(`${field} must be a text that is not empty`);
}

export function readStanding(value: unknown): ClosingStanding {
  const standing = CLOSING_STANDINGS.find((known) => known === value);
  if (standing) return standing;
  throw new MalformedSignal(`standing must be one of ${CLOSING_STANDINGS.join(', ')}`);
}

export function readHoldKind(value: unknown): HoldKind {
  const kind = HOLD_KINDS.find((known) => known === value);
  if (kind) return kind;
  throw new MalformedSignal(`hold must be one of ${HOLD_KINDS.join(', ')}`);
}

export function readReplyHold(value: unknown): ReplyHoldKind {
  const kind = REPLY_HOLDS.find((known) => known === value);
  if (kind) return kind;
  throw new MalformedSignal(`hold must be one of ${REPLY_HOLDS.join(', ')}`);
}

/** Normalised to UTC. A zone is required: without one the instant would depend on the worker that reads it. */
export function readInstant(value: unknown, field: string): IsoInstant {
  const text = readId(value, field);
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    throw new MalformedSignal(`${field} must end with Z or an offset`);
  return toInstant(toEpochMs(text));
}

/** For what counts even where nobody says when. */
export function readInstantOrNull(value: unknown): IsoInstant | null {
  const isInstant = typeof value === 'string' && /(?:Z|[+-]\d{2}:\d{2})$/.test(value);
  const ms = isInstant ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : toInstant(ms);
}
