/** What a text from outside says; undefined when it is not JSON, to which no JSON text decodes. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A forger's text, or a page of some proxy. The error would repeat a part of it.
    return undefined;
  }
}
