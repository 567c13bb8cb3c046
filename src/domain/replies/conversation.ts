import { toEpochMs, toInstant, type IsoInstant } from '../instant.ts';

/** So many planned days after an acknowledgement a reply begins another conversation. */
export const CONVERSATION_DAYS = 7;

/**
 * An acknowledgement at this instant or before belongs to a conversation that is over.
 * @param dayLengthMs how long a planned day lasts, in milliseconds
 */
export function conversationsBefore(now: IsoInstant, dayLengthMs: number): IsoInstant {
  return toInstant(toEpochMs(now) - CONVERSATION_DAYS * dayLengthMs);
}
