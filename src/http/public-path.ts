/** Paths that end in a token: whoever has it may do something. */
const WITH_TOKEN = ['/webhooks/rapiwa', '/pay', '/phone', '/unsubscribe'];

/** The path as it may be logged and counted: without its token. */
export function publicPath(path: string): string {
  return WITH_TOKEN.find((start) => path.startsWith(`${start}/`)) ?? path;
}
