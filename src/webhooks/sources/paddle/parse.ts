import { createEventParser } from '../../parse-by-type.ts';
import { id, paddleEvent, RELEVANT_TYPES } from './shapes.ts';

/** @param json the decoded body of a verified request */
export const parsePaddleEvent = createEventParser({
  fields: { id: 'event_id', type: 'event_type' },
  id,
  types: RELEVANT_TYPES,
  event: paddleEvent,
});
