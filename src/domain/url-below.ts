/**
 * A path below a base whose own path is kept, with or without a slash at its end.
 * @param path begins with a slash
 */
export function urlBelow(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`;
}
