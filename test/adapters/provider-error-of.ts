import assert from 'node:assert/strict';
import { ProviderError } from '../../src/ports/provider-error.ts';

/** What a call throws, which must fail; a vendor's own error, with its keys and numbers, may not leave its adapter. */
export async function providerErrorOf(asking: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await asking.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProviderError, `a vendor error left the adapter: ${String(error)}`);
  return error;
}
