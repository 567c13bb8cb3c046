import { z } from 'zod';
import { API_VERSION, createHubspotApi, type HubspotApi, type HubspotApiOptions } from './api.ts';
import { GROUP, propertyDefinitions, type PropertyDefinition } from './properties.ts';

export interface HubspotSetupOptions extends HubspotApiOptions {
  /** Step ids of every configured sequence. */
  readonly steps: readonly string[];
}

export interface PropertySetUp {
  readonly name: string;
  readonly result: 'created' | 'present' | 'extended';
}

/** A person waits for it. */
const TIMEOUT_MS = 30_000;
const PROPERTIES = `properties/${API_VERSION}/contacts`;

/** Makes the properties of contacts that statuses need, and adds options that are missing. Safe to repeat. */
export async function setUpHubspot(options: HubspotSetupOptions): Promise<readonly PropertySetUp[]> {
  const api = createHubspotApi(options);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const doing = 'creating the group of properties';
  await api({ method: 'POST', path: `${PROPERTIES}/groups`, body: GROUP, doing, signal, expected: [409] });
  const results: PropertySetUp[] = [];
  for (const property of propertyDefinitions(options.steps)) {
    results.push({ name: property.name, result: await setUp(api, property, signal) });
  }
  return results;
}

async function setUp(
  api: HubspotApi,
  property: PropertyDefinition,
  signal: AbortSignal,
): Promise<PropertySetUp['result']> {
  const { name } = property;
  const made = await api({
    method: 'POST',
    path: PROPERTIES,
    body: {
      ...property,
      groupName: GROUP.name,
      ...(property.options && { options: ordered(property.options) }),
    },
    doing: `creating property ${name}`,
    signal,
    expected: [409],
  });
  if (made.status !== 409) return 'created';
  return property.options ? extend(api, { name, options: property.options }, signal) : 'present';
}

const propertyBody = z.object({
  options: z.array(z.looseObject({ label: z.string(), value: z.string() })),
});

/** What staff have added or renamed there stays. */
async function extend(
  api: HubspotApi,
  { name, options }: Pick<Required<PropertyDefinition>, 'name' | 'options'>,
  signal: AbortSignal,
): Promise<PropertySetUp['result']> {
  const path = `${PROPERTIES}/${name}`;
  const read = await api({ method: 'GET', path, doing: `reading property ${name}`, signal });
  const present = propertyBody.parse(read.body).options;
  const missing = options.filter(({ value }) => !present.some((option) => option.value === value));
  if (missing.length === 0) return 'present';
  const body = { options: ordered([...present, ...missing]) };
  await api({ method: 'PATCH', path, body, doing: `extending property ${name}`, signal });
  return 'extended';
}

function ordered<T extends object>(options: readonly T[]): readonly object[] {
  return options.map((option, displayOrder) => ({ hidden: false, ...option, displayOrder }));
}
