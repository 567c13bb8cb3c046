import { bearerOf, isObject, parseObject, readText, send, urlOf, type Answer } from '../http/exchange.ts';
import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { serve } from '../http/serve.ts';
import { createContacts, hubspotError, type HubspotContact } from './contacts.ts';
import { createProperties, type Properties } from './properties.ts';

export interface HubspotNote {
  readonly id: string;
  readonly contactId: string;
  readonly text: string;
}

export interface HubspotSimulator {
  /** For `HUBSPOT_BASE_URL`. */
  readonly url: string;
  readonly contacts: readonly HubspotContact[];
  readonly notes: readonly HubspotNote[];
  readonly properties: Properties;
  /** Every request as `PATCH /crm/objects/…`, refused ones too. */
  readonly requests: readonly string[];
  /** Somebody creates a contact by hand. */
  addContact(properties: Record<string, string>): void;
  /** … between our next look for a contact and our creating it. */
  addContactMeanwhile(properties: Record<string, string>): void;
  setFault(fault: Fault | null): void;
  close(): Promise<void>;
}

const OBJECTS = '/crm/objects/2026-09';
const PROPERTIES = '/crm/properties/2026-09/contacts';

const CATEGORIES: Readonly<Record<number, string>> = {
  401: 'INVALID_AUTHENTICATION',
  403: 'MISSING_SCOPES',
  423: 'LOCKED',
  429: 'RATE_LIMITS',
};

/** Contacts, notes and properties of HubSpot, on the dated paths only (reference: processors.md §3). */
export async function startHubspotSimulator({ token }: { token: string }): Promise<HubspotSimulator> {
  const properties = createProperties();
  const contacts = createContacts(properties);
  const notes: HubspotNote[] = [];
  const requests: string[] = [];
  let meanwhile: Record<string, string> | null = null;
  const faults = createFaultSwitch((status) =>
    hubspotError(CATEGORIES[status] ?? 'ERROR', `simulated ${status}`),
  );

  const addNote = (body: Record<string, unknown>): Answer => {
    const said = isObject(body['properties']) ? body['properties'] : {};
    if (said['hs_timestamp'] === undefined)
      return { status: 400, body: hubspotError('VALIDATION_ERROR', 'hs_timestamp is required') };
    const note = {
      id: String(9_000 + notes.length),
      contactId: contactIn(body),
      text: String(said['hs_note_body']),
    };
    notes.push(note);
    return { status: 201, body: { id: note.id } };
  };

  const route = (method: string, url: URL, body: Record<string, unknown>): Answer => {
    const { pathname } = url;
    const contactId = new RegExp(`^${OBJECTS}/contacts/([^/]+)$`).exec(pathname)?.[1];
    const property = new RegExp(`^${PROPERTIES}/([a-z_]+)$`).exec(pathname)?.[1];
    if (method === 'PATCH' && contactId) {
      const idProperty = url.searchParams.get('idProperty') ?? 'hs_object_id';
      const answer = contacts.patch(decodeURIComponent(contactId), idProperty, body);
      if (idProperty === 'email' && meanwhile) contacts.create({ properties: meanwhile });
      if (idProperty === 'email') meanwhile = null;
      return answer;
    }
    if (method === 'POST' && pathname === `${OBJECTS}/contacts`) return contacts.create(body);
    if (method === 'POST' && pathname === `${OBJECTS}/notes`) return addNote(body);
    if (method === 'POST' && pathname === `${PROPERTIES}/groups`) return properties.createGroup(body);
    if (method === 'POST' && pathname === PROPERTIES) return properties.create(body);
    if (method === 'GET' && property) return properties.read(property);
    if (method === 'PATCH' && property) return properties.patch(property, body);
    return { status: 404, body: hubspotError('OBJECT_NOT_FOUND', 'no such path') };
  };

  const server = await serve(async (request, response) => {
    const url = urlOf(request);
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    const body = parseObject(await readText(request)) ?? {};
    if (bearerOf(request) !== token)
      return send(response, { status: 401, body: hubspotError('INVALID_AUTHENTICATION', 'bad token') });
    if (await faults.apply(url.pathname, response)) return;
    send(response, route(request.method ?? '', url, body));
  });
  return {
    url: server.url,
    contacts: contacts.all,
    notes,
    properties,
    requests,
    addContact: (values) => void contacts.create({ properties: values }),
    addContactMeanwhile: (values) => void (meanwhile = values),
    setFault: (fault) => faults.set(fault),
    close: server.close,
  };
}

/** The contact that a note is bound to, by HubSpot's own association 202. */
function contactIn(body: Record<string, unknown>): string {
  const [first] = Array.isArray(body['associations']) ? (body['associations'] as unknown[]) : [];
  const to = isObject(first) && JSON.stringify(first['types']).includes('202') ? first['to'] : null;
  return isObject(to) ? String(to['id']) : '';
}
