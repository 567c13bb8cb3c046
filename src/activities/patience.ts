import { Context } from '@temporalio/activity';
import type { ProviderError } from '../ports/provider-error.ts';

/** Tries at a CRM or a processor that is away (about 4 minutes with the pauses between them) before we go on without. */
const PATIENT_TRIES = 8;

/** A refused key or a wrong address needs a person; only what is away is worth trying again within an activity. */
export function maySoonPass({ details: { kind } }: ProviderError): boolean {
  const mayPass = kind === 'unavailable' || kind === 'rate_limited';
  return mayPass && Context.current().info.attempt < PATIENT_TRIES;
}
