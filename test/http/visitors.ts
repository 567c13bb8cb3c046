/** Opens a link without following where it leads. */
export type Open = (link: string, init?: RequestInit) => Promise<Response>;

/** Every visit is of a visitor of their own, so that no test uses up another's allowance. */
export function asNewVisitors(): Open {
  let visitors = 0;
  return (link, init = {}) => {
    visitors += 1;
    const headers = { 'x-forwarded-for': `198.51.100.${visitors}`, ...init.headers };
    return fetch(link, { redirect: 'manual', ...init, headers });
  };
}
