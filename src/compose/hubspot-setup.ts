import { setUpHubspot as setUp } from '../adapters/hubspot/setup.ts';
import { hubspotConfig } from '../config/outbound.ts';
import { loadSequences } from '../config/sequences/load.ts';
import { variables } from '../config/variables.ts';
import { stepIdsOf } from '../domain/sequence-rules.ts';
import { table, type VerbAnswer } from '../operator/answer.ts';
import { UsageError } from '../operator/command.ts';

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
  const steps = stepIds(env);
  const properties = await setUp({ ...hubspot, steps, now: Date.now });
  return { text: table(properties.map(({ name, result }) => [name, result])), data: { properties } };
}

/** Of every sequence that this environment knows. */
function stepIds(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const folder = env['SEQUENCES_DIR']?.trim() || null;
  // Whether a mail server is there changes no step's id.
  const { book, problems } = loadSequences({ folder, winbackWindowMs: 0, hasEmail: true });
  if (problems.length > 0) throw new UsageError(problems.map((one) => `SEQUENCES_DIR ${one}`).join('\n'));
  return stepIdsOf(book);
}
