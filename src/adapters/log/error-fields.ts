/** Where a causal chain is cut. */
const MAX_DEPTH = 5;

/**
 * Name, message, stack and causes of an error, and nothing else of it: requests, configurations and answers that
 * libraries hang on their errors hold keys and telephone numbers.
 */
export function errorFields(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause =
    error.cause !== undefined && depth < MAX_DEPTH ? errorFields(error.cause, depth + 1) : undefined;
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: error.stack,
    ...(cause ? { cause } : {}),
  };
}
