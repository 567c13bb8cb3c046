/** Ends an exhaustive `switch`: a member added to the union and not handled is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
