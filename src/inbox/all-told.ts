import { EngineUnreachable } from '../ports/recovery-engine.ts';

/**
 * Waits until every recovery was told, or was not. What could not be reached counts before what refused: it is tried
 * again for ever, and a refusal, which is counted, must not end that.
 */
export async function allTold(telling: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(telling);
  const failures = results.filter((result) => result.status === 'rejected').map(reasonOf);
  const failure = failures.find((error) => error instanceof EngineUnreachable) ?? failures[0];
  if (failure) throw failure;
}

function reasonOf({ reason }: PromiseRejectedResult): Error {
  return reason instanceof Error ? reason : new Error('told without success', { cause: reason });
}
