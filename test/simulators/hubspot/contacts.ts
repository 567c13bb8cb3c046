import { randomInt } from 'node:crypto';
import type { Answer } from '../http/exchange.ts';
import { isObject } from '../http/exchange.ts';
import type { Properties } from './properties.ts';

export interface HubspotContact {
  readonly id: string;
  readonly properties: Record<string, string>;
}

export interface Contacts {
  readonly all: readonly HubspotContact[];
  create(body: unknown): Answer;
  patch(id: string, idProperty: string, body: unknown): Answer;
}

export function hubspotError(category: string, message: string): object {
  return { status: 'error', message, correlationId: '11aa22bb-0000-4000-8000-000000000000', category };
}

/** Contacts: unknown properties and options are refused as a whole, and an address belongs to one contact. */
export function createContacts(known: Properties): Contacts {
  const contacts: HubspotContact[] = [];
  const find = (name: string, value: string) =>
    contacts.find(({ id, properties }) =>
      name === 'hs_object_id' ? id === value : properties[name]?.toLowerCase() === value.toLowerCase(),
    );
  return {
    all: contacts,
    create: (body) => {
      const properties = propertiesIn(body);
      const refused = known.refusal(properties);
      if (refused) return refused;
      const taken = properties['email'] === undefined ? undefined : find('email', properties['email']);
      if (taken) {
        const message = `Contact already exists. Existing ID: ${taken.id}`;
        return { status: 409, body: hubspotError('CONFLICT', message) };
      }
      const contact = { id: String(randomInt(1e9, 1e10)), properties: { ...properties } };
      contacts.push(contact);
      return { status: 201, body: contact };
    },
    patch: (id, idProperty, body) => {
      if (!known.isUnique(idProperty)) {
        const message = `Property ${idProperty} does not exist or is not unique`;
        return { status: 400, body: hubspotError('VALIDATION_ERROR', message) };
      }
      const properties = propertiesIn(body);
      const refused = known.refusal(properties);
      if (refused) return refused;
      const contact = find(idProperty, id);
      if (!contact) return { status: 404, body: hubspotError('OBJECT_NOT_FOUND', 'resource not found') };
      Object.assign(contact.properties, properties);
      return { status: 200, body: contact };
    },
  };
}

function propertiesIn(body: unknown): Record<string, string> {
  const properties = isObject(body) ? body['properties'] : null;
  return isObject(properties) ? (properties as Record<string, string>) : {};
}
