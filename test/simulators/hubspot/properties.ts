import { isObject, type Answer } from '../http/exchange.ts';
import { hubspotError } from './contacts.ts';

interface Property {
  name: string;
  type: string;
  groupName: string;
  hasUniqueValue?: boolean;
  options?: { value: string; label: string }[];
}

export interface Properties {
  readonly names: () => readonly string[];
  optionsOf(name: string): readonly string[];
  isUnique(name: string): boolean;
  /** The answer to an object with these values; null: they are all right. */
  refusal(values: Readonly<Record<string, string>>): Answer | null;
  createGroup(body: unknown): Answer;
  create(body: unknown): Answer;
  read(name: string): Answer;
  patch(name: string, body: unknown): Answer;
}

const BUILT_IN: readonly Property[] = [
  { name: 'email', type: 'string', groupName: 'contactinformation', hasUniqueValue: true },
  { name: 'hs_object_id', type: 'number', groupName: 'contactinformation', hasUniqueValue: true },
  { name: 'firstname', type: 'string', groupName: 'contactinformation' },
];

/** The properties of contacts. */
export function createProperties(): Properties {
  const groups = new Set(['contactinformation']);
  const properties = new Map(BUILT_IN.map((property) => [property.name, property]));
  const missing = (name: string): Answer => {
    const message = `Property values were not valid: [{"isValid":false,"message":"Property \\"${name}\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"${name}"}]`;
    return { status: 400, body: hubspotError('VALIDATION_ERROR', message) };
  };
  return {
    names: () => [...properties.keys()],
    optionsOf: (name) => (properties.get(name)?.options ?? []).map(({ value }) => value),
    isUnique: (name) => properties.get(name)?.hasUniqueValue === true,
    refusal: (values) => {
      for (const [name, value] of Object.entries(values)) {
        const property = properties.get(name);
        if (!property) return missing(name);
        const allowed = property.options?.some((option) => option.value === value) ?? true;
        const isNumber = property.type !== 'number' || /^-?\d+(\.\d+)?$/.test(value);
        if (allowed && isNumber) continue;
        const message = `Property values were not valid: [{"isValid":false,"message":"${value} was not one of the allowed options","error":"INVALID_OPTION","name":"${name}"}]`;
        return { status: 400, body: hubspotError('VALIDATION_ERROR', message) };
      }
      return null;
    },
    createGroup: (body) => {
      const name = isObject(body) ? String(body['name']) : '';
      if (groups.has(name)) return { status: 409, body: hubspotError('CONFLICT', 'group exists') };
      groups.add(name);
      return { status: 201, body };
    },
    create: (body) => {
      const property = body as Property;
      if (properties.has(property.name))
        return { status: 409, body: hubspotError('OBJECT_ALREADY_EXISTS', 'property exists') };
      if (!groups.has(property.groupName))
        return { status: 400, body: hubspotError('VALIDATION_ERROR', 'no such group') };
      properties.set(property.name, property);
      return { status: 201, body: property };
    },
    read: (name) => answerWith(properties.get(name)),
    patch: (name, body) => {
      const property = properties.get(name);
      if (property) Object.assign(property, body);
      return answerWith(property);
    },
  };
}

function answerWith(property: Property | undefined): Answer {
  if (property) return { status: 200, body: property };
  return { status: 404, body: hubspotError('OBJECT_NOT_FOUND', 'no such property') };
}
