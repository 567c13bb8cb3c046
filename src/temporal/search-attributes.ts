import { isGrpcServiceError, type Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { RECOUP_SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';

// The package is CommonJS that Node cannot look into: only its default export can be imported.
const { IndexedValueType } = proto.temporal.api.enums.v1;
const TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  DOUBLE: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
} as const;

type OperatorService = Connection['operatorService'];

/**
 * Makes sure that every search attribute exists before anything is started or polled: an unknown one does not fail a
 * workflow, its task is retried for ever and looks like a hang. Registers what is missing; where that is not allowed
 * (Temporal Cloud), throws with the commands to run.
 */
export async function ensureSearchAttributes(operator: OperatorService, namespace: string): Promise<void> {
  const missing = await missingAttributes(operator, namespace);
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, TYPES[type]]));
  try {
    await operator.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    // Another process may have been faster; only what is still missing is a problem.
    if (hasCode(error, ALREADY_EXISTS)) return;
    if ((await missingAttributes(operator, namespace)).length > 0) throw registrationError(missing, error);
  }
}

const ALREADY_EXISTS = 6;
const UNIMPLEMENTED = 12;

async function missingAttributes(
  operator: OperatorService,
  namespace: string,
): Promise<readonly Attribute[]> {
  try {
    const { customAttributes } = await operator.listSearchAttributes({ namespace });
    return RECOUP_SEARCH_ATTRIBUTES.filter(({ name }) => !(name in (customAttributes ?? {})));
  } catch (error) {
    // The time-skipping test server can add them but not list them.
    if (hasCode(error, UNIMPLEMENTED)) return RECOUP_SEARCH_ATTRIBUTES;
    throw error;
  }
}

function hasCode(error: unknown, code: number): boolean {
  return isGrpcServiceError(error) && Number(error.code) === code;
}

type Attribute = (typeof RECOUP_SEARCH_ATTRIBUTES)[number];

function registrationError(missing: readonly Attribute[], cause: unknown): Error {
  const commands = missing.map(
    ({ name, type }) => `temporal operator search-attribute create --name ${name} --type ${type}`,
  );
  return new Error(
    `search attributes are missing and could not be registered; run:\n${commands.join('\n')}`,
    {
      cause,
    },
  );
}
