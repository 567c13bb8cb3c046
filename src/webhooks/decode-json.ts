/** The decoded body; undefined when it is not JSON, to which the answer is 400: there is no more to say about it. */
export function decodeJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The error's text would repeat a part of the body.
    return undefined;
  }
}
