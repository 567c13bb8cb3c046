import { toInstant } from '../domain/instant.ts';
import type { RecoveryInput } from '../domain/recovery-input.ts';
import type { RecoveryRecord } from '../ports/ledger.ts';
import { ProviderError } from '../ports/provider-error.ts';
import type { HeardOptOut, RecoveryActivities } from '../workflows/activity-contract.ts';
import type { ActivityDeps } from './deps.ts';
import { findContact } from './find-contact.ts';
import { readPayer } from './read-payer.ts';
import { recordOf } from './record-of.ts';

/** Writes down at once what the run alone has heard: the next step may be weeks away, or never come. */
export function createRecordOptOut(deps: ActivityDeps): RecoveryActivities['recordOptOut'] {
  return async ({ recovery, at }) => {
    const record = await recordOf(deps, recovery);
    return { isRecorded: await noteOptOut(deps, record, { optedOut: true, optedOutAt: at }) };
  };
}

/** For the customer's number, or the address of whoever has none. @returns false where neither is known now */
export async function noteOptOut(
  deps: ActivityDeps,
  record: RecoveryRecord,
  heard: HeardOptOut,
): Promise<boolean> {
  if (!heard.optedOut) return false;
  const phoneHash = (await knownHash(deps, record)) ?? (await shownHash(deps, record));
  if (phoneHash) await writeOptOut(deps, { ...heard, recovery: record.input }, phoneHash);
  return phoneHash !== null;
}

export async function writeOptOut(
  { ledger, clock }: ActivityDeps,
  { recovery, optedOutAt }: HeardOptOut & { readonly recovery: RecoveryInput },
  phoneHash: string,
): Promise<void> {
  await ledger.takeOptOut(recovery, phoneHash, optedOutAt ?? toInstant(await clock()));
}

/** As the ledger knows this customer, else as this debt's messages went out. */
async function knownHash({ ledger }: ActivityDeps, { input }: RecoveryRecord): Promise<string | null> {
  const { source, customerId } = input;
  const last = customerId ? await ledger.lastPhoneHash(source, customerId) : null;
  return last ?? (await ledger.deliveriesOf(input)).at(-1)?.phoneHash ?? null;
}

/** Of a customer nobody has written to yet. A processor that is away keeps nothing waiting: the next step asks it, too. */
async function shownHash(deps: ActivityDeps, record: RecoveryRecord): Promise<string | null> {
  try {
    const payer = await readPayer(deps, record.input);
    return (payer && (await findContact(deps, record, payer)))?.phoneHash ?? null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn({ debtId: record.input.debtId, err: error }, 'opt_out.number_unknown');
    return null;
  }
}
