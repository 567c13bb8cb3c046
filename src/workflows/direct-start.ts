import { ApplicationFailure, patched, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { readRecoveryInput } from '../domain/read-recovery-input.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import { RECOUP_SOURCE, startAttributes } from './search-attributes.ts';

/**
 * Anybody with access to Temporal may start a recovery, by hand and wrong. What cannot be read ends the run with a
 * failure that says why: an error of another kind would only stop it, for ever and without a word.
 */
export function readStart(given: RecoveryInput): RecoveryInput {
  const start = readRecoveryInput(given);
  if (start.kind === 'read') return start.input;
  // A run that began before starts were read goes on with what it has.
  if (!patched('malformed-start-refused')) return given;
  throw ApplicationFailure.nonRetryable(`recoverPayment cannot start: ${start.problem}`, 'MalformedStart');
}

/** The launcher sets the search attributes with the start, where they are free; a start by hand has none. */
export function completeAttributes(input: RecoveryInput): void {
  if (workflowInfo().typedSearchAttributes.get(RECOUP_SOURCE) !== undefined) return;
  if (patched('attributes-of-a-direct-start')) upsertSearchAttributes(startAttributes(input));
}
