import { id } from '../../../ports/told-form.ts';
import { createEventParser } from '../../parse-by-type.ts';
import { genericEvent, RELEVANT_TYPES } from './shapes.ts';

/** @param json the decoded body of a verified request */
export const parseGenericEvent = createEventParser({
  fields: { id: 'id', type: 'type' },
  id,
  types: RELEVANT_TYPES,
  event: genericEvent,
  // The form is ours: a problem says what to write.
  say: 'message',
});
