import { z } from 'zod';
import type { EmailAddress } from '../../domain/email-address.ts';
import type { CrmStatus } from '../../ports/crm.ts';
import { API_VERSION, type HubspotAnswer, type HubspotApi } from './api.ts';
import { CUSTOMER_ID, propertiesOf } from './properties.ts';

export interface ContactWriting {
  readonly api: HubspotApi;
  readonly status: CrmStatus;
  /** The customer's address, asked for only where HubSpot does not know the customer yet; null: there is none. */
  readonly findAddress: () => Promise<EmailAddress | null>;
  readonly signal: AbortSignal;
}

type Properties = Readonly<Record<string, string>>;

const contactBody = z.object({ id: z.string().min(1) });

/**
 * Writes the status to the contact, by the customer's id; the first time by their address: patched, else created, and
 * patched after all where somebody else created it in between. An upsert could not do it: with `email` as its id
 * HubSpot takes no partial one. Repeating it changes nothing.
 * @returns the contact's id; null where there is nothing to find or create it by
 */
export async function writeContact(writing: ContactWriting): Promise<string | null> {
  const { status } = writing;
  const key = status.customerId && `${status.debt.source}:${status.customerId}`;
  if (!key) return null;
  const properties = propertiesOf(status);
  const known = await patch(writing, { id: key, idProperty: CUSTOMER_ID, properties });
  if (known) return known;
  const email = await writing.findAddress();
  if (!email) return null;
  const linked = { ...properties, [CUSTOMER_ID]: key };
  const byAddress = { id: email, idProperty: 'email', properties: linked };
  const found = (await patch(writing, byAddress)) ?? (await create(writing, { ...linked, email }));
  return found ?? patch(writing, byAddress);
}

interface Patching {
  readonly id: string;
  readonly idProperty: string;
  readonly properties: Properties;
}

/** Null: there is no such contact. */
async function patch(
  { api, status, signal }: ContactWriting,
  { id, idProperty, properties }: Patching,
): Promise<string | null> {
  const answer = await api({
    method: 'PATCH',
    path: `objects/${API_VERSION}/contacts/${encodeURIComponent(id)}?idProperty=${idProperty}`,
    body: { properties },
    doing: doingOf(status),
    signal,
    expected: [404],
  });
  return answer.status === 404 ? null : idIn(answer);
}

/** Null: somebody has created it since. */
async function create(
  { api, status, signal }: ContactWriting,
  properties: Properties,
): Promise<string | null> {
  const answer = await api({
    method: 'POST',
    path: `objects/${API_VERSION}/contacts`,
    body: { properties },
    doing: doingOf(status),
    signal,
    expected: [409],
  });
  return answer.status === 409 ? null : idIn(answer);
}

/** An answer without an id costs the note, not the status, which is written. */
function idIn({ body }: HubspotAnswer): string {
  return contactBody.safeParse(body).data?.id ?? '';
}

function doingOf({ debt, status }: CrmStatus): string {
  return `recording ${status} of ${debt.debtId}`;
}
