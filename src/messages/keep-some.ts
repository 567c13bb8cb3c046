/** Values by key, made when first asked for. */
export interface Kept<T> {
  get(key: string, make: () => T): T;
}

/** More are made anew each time: their keys come from customers. */
const MOST = 500;

/** Making one of Intl's formatters costs far more than using it, and the same few are needed again and again. */
export function keepSome<T>(): Kept<T> {
  const kept = new Map<string, T>();
  return {
    get(key, make) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = make();
      if (kept.size < MOST) kept.set(key, made);
      return made;
    },
  };
}
