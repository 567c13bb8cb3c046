/** The decoded body; undefined when it is not JSON, to which the answer is 400: there is no more to say about it. */
export function decodeJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8')) as unknown;
  } catch {
    // The error's text would repeat a part of the body.
    return undefined;
  }
}
