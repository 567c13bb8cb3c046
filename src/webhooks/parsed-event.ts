import type { z } from 'zod';

/** From the source, and yet not what it documents. `problems` name fields, never their values. */
export interface UnparsableEvent {
  readonly kind: 'unparsable';
  readonly eventId: string | null;
  readonly problems: readonly string[];
}

/** @param say what of an issue: the vendors' forms are not ours to explain; of our own the message names the remedy */
export function unparsable(
  eventId: string | null,
  { issues }: z.ZodError,
  say: 'code' | 'message' = 'code',
): UnparsableEvent {
  const problems = issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue[say]}`);
  return { kind: 'unparsable', eventId, problems };
}
