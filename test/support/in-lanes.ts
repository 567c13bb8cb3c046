/** Does a task so many times, in so many lanes side by side. @returns the results, as they came */
export async function inLanes<T>(
  { count, lanes }: { readonly count: number; readonly lanes: number },
  task: () => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      done.push(await task());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}
