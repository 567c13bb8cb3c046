import { classifyDecline, type Decline } from '../domain/decline.ts';
import { toEpochMs, toInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { DeclineRecord } from '../ports/declines.ts';
import { ofSource } from '../ports/per-source.ts';
import { ProviderError } from '../ports/provider-error.ts';
import { cutOff } from './cut-off.ts';
import type { ActivityDeps } from './deps.ts';
import type { OpenLook } from './look-at-invoice.ts';

/** A look at the invoice is good for 2 s: what took longer is written down, and found by the next look. */
const CUT_OFF_MS = 2_000;
/** Nobody could say: asked again after this long, for another text of the same charge attempt. */
const ASK_AGAIN_MS = 3_600_000;

/**
 * What the last decline means: from the failure event where that told it, else asked. A hint: what does
 * not answer in time, or not at all, gives `unknown`, and the message goes out.
 */
export async function findDecline(
  deps: ActivityDeps,
  input: RecoveryInput,
  { invoice }: Pick<OpenLook, 'invoice'>,
): Promise<Decline> {
  const chargeAttempt = invoice.chargeAttempts;
  const known = await deps.ledger.findDecline(input);
  const now = await deps.clock();
  if (known && isCurrent(known, chargeAttempt, now)) return classifyDecline(known.code);
  const code = await askForCode(deps, input);
  const learnedAt = toInstant(await deps.clock());
  await deps.ledger.recordDecline(input, { code, chargeAttempt, learnedAt });
  return classifyDecline(code);
}

function isCurrent(known: DeclineRecord, chargeAttempt: number, now: number): boolean {
  if (known.chargeAttempt < chargeAttempt) return false;
  return known.code !== null || now - toEpochMs(known.learnedAt) < ASK_AGAIN_MS;
}

async function askForCode(deps: ActivityDeps, { source, debtId }: RecoveryInput): Promise<string | null> {
  try {
    return await cutOff(ofSource(deps.declines, source).declineCode(debtId), CUT_OFF_MS);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.info({ debtId, err: error }, 'decline.unknown');
    return null;
  }
}
