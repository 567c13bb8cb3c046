import { z } from 'zod';
import { moneyOf, toDecimal } from '../../domain/money.ts';
import { toInstant } from '../../domain/instant.ts';
import type { CrmNoteLedger, CrmStatus } from '../../ports/crm.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { API_VERSION, type HubspotApi } from './api.ts';

export interface NoteWriting {
  readonly api: HubspotApi;
  readonly notes: CrmNoteLedger;
  readonly status: CrmStatus;
  readonly contactId: string;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** HubSpot's own association of a note with a contact. */
const NOTE_TO_CONTACT = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 };

const noteBody = z.object({ id: z.string().min(1) });

/**
 * One note per status in the contact's timeline, at most: HubSpot drops no doubles, so the ledger licenses each once.
 * A refused one may be asked for again; one whose answer was lost may be there, and is left at that.
 */
export async function writeNote({ api, notes, status, contactId, signal, now }: NoteWriting): Promise<void> {
  const { debt } = status;
  if (!(await notes.claimNote(debt, status.status, toInstant(now())))) return;
  try {
    const { body } = await api({
      method: 'POST',
      path: `objects/${API_VERSION}/notes`,
      body: {
        properties: { hs_timestamp: status.at, hs_note_body: textOf(status) },
        associations: [{ to: { id: contactId }, types: [NOTE_TO_CONTACT] }],
      },
      doing: `noting ${status.status} of ${debt.debtId}`,
      signal,
    });
    await notes.settleNote(debt, status.status, noteBody.safeParse(body).data?.id ?? 'unknown');
  } catch (error) {
    if (isSurelyNotWritten(error)) await notes.settleNote(debt, status.status, null);
    throw error;
  }
}

function isSurelyNotWritten(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  const { status = 500 } = error.details;
  return status < 500;
}

/** Ids and amounts: the contact already says who it is. */
function textOf({ status, debt, amountDueMinor, currency }: CrmStatus): string {
  const amount = toDecimal(moneyOf(debt.source, amountDueMinor, currency));
  return `Payment recovery: ${status.replaceAll('_', ' ')} · ${debt.source} ${debt.debtId} · ${amount} ${currency}`;
}
