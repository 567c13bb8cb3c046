/** The path as it may be logged and counted: without the token that is part of the Rapiwa hook's. */
export function publicPath(path: string): string {
  return path.startsWith('/webhooks/rapiwa/') ? '/webhooks/rapiwa' : path;
}
