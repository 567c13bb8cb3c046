import { createEventParser } from '../../parse-by-type.ts';
import { id, RELEVANT_TYPES, relevantEvent } from './shapes.ts';

/** @param json the decoded body of a verified request */
export const parsePaypalEvent = createEventParser({
  fields: { id: 'id', type: 'event_type' },
  id,
  types: RELEVANT_TYPES,
  event: relevantEvent,
});
