type Stories = Readonly<Record<string, () => Promise<unknown>>>;

/** What each story came to. */
export type Told<S extends Stories> = { readonly [K in keyof S]: ReturnType<S[K]> };

/** Starts all stories at once, so that they wait together; each is awaited, and fails, in an `it` of its own. */
export function concurrently<S extends Stories>(stories: S): Told<S> {
  const running = Object.entries(stories).map(([name, story]) => {
    const told = story();
    // Its `it` may come later than its failure.
    told.catch(() => {});
    return [name, told];
  });
  return Object.fromEntries(running) as Told<S>;
}
