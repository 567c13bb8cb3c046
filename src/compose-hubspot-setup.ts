import { setUpHubspot as setUp } from './adapters/hubspot/setup.ts';
import { hubspotConfig } from './config/outbound.ts';
import { variables } from './config/variables.ts';
import { STEP_IDS } from './domain/sequence.ts';
import { table, type VerbAnswer } from './operator/answer.ts';
import { UsageError } from './operator/command.ts';

/** `recoup hubspot setup`. Throws a `UsageError` naming the variable that is missing, or HubSpot's `ProviderError`. */
export async function setUpHubspot(env: Readonly<Record<string, string | undefined>>): Promise<VerbAnswer> {
  const read = variables.pick({ HUBSPOT_TOKEN: true, HUBSPOT_BASE_URL: true }).safeParse(env);
  const hubspot = read.data && hubspotConfig(read.data);
  if (!hubspot) {
    throw new UsageError(
      'HUBSPOT_TOKEN is missing or malformed: give a service key (or the token of a private app) that may write ' +
        'contacts and their properties',
    );
  }
  const properties = await setUp({ ...hubspot, steps: STEP_IDS, now: Date.now });
  return { text: table(properties.map(({ name, result }) => [name, result])), data: { properties } };
}
