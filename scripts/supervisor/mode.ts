import { begunSources, SOURCE_VARIABLES } from '../../src/config/source-variables.ts';

/** What `npm start` runs against, decided from the environment alone. */
export type Mode =
  | { kind: 'sandbox' }
  | { kind: 'real' }
  /** Neither: `present` and `missing` name the variables. */
  | { kind: 'incomplete'; present: string[]; missing: string[] };

const RAPIWA = 'RAPIWA_API_KEY';
const BUSINESS = 'BUSINESS_NAME';

/**
 * No source variable and no Rapiwa key: the sandbox. Whole sources, Rapiwa and the business name: real, whatever
 * the keys (test keys count). Anything in between is a mistake, since half real would send real people test messages.
 */
export function decideMode(env: NodeJS.ProcessEnv): Mode {
  const isSet = (name: string) => Boolean(env[name]?.trim());
  const begun = begunSources(isSet);
  if (begun.length === 0 && !isSet(RAPIWA)) return { kind: 'sandbox' };
  // With no source at all the first one stands for whichever is meant.
  const sources =
    begun.length > 0 ? begun.flatMap((source) => [...SOURCE_VARIABLES[source]]) : SOURCE_VARIABLES.stripe;
  const needed = [...sources, RAPIWA, BUSINESS];
  const missing = needed.filter((name) => !isSet(name));
  if (missing.length === 0) return { kind: 'real' };
  return { kind: 'incomplete', present: needed.filter(isSet), missing };
}

/**
 * The message for a mode that cannot run; names only, never a value.
 * @param problems of the whole environment, each beginning with the name of its variable
 */
export function incompleteMessage(
  { present, missing }: { present: string[]; missing: string[] },
  problems: string[] = [],
): string {
  const others = problems.filter((problem) => !missing.includes(problem.split(' ')[0] ?? ''));
  return [
    'recoup cannot tell whether to run for real or as a sandbox.',
    `  set:     ${present.join(', ')}`,
    `  missing: ${missing.join(', ')}`,
    'Set the missing ones (in .temporal.env or the environment) to run for real,',
    'or unset the others to run the sandbox, in which nothing leaves this machine.',
    ...(others.length > 0 ? [['The environment has other problems:', ...others].join('\n  - ')] : []),
  ].join('\n');
}
