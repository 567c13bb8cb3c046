/** The user's wish to stop. */
export interface Interruption {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP, or when the npm that started us was told to end. */
  requested: Promise<void>;
}

/** Listens from now on. @param onRepeat is called at each further signal: somebody is in a hurry. */
export function listenForInterruption(onRepeat: () => void): Interruption {
  let first = true;
  const requested = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (first) resolve();
        else onRepeat();
        first = false;
      });
    }
    if (process.env['npm_lifecycle_event']) onParentGone(resolve);
  });
  return { requested };
}

/** npm runs us below a shell. A signal sent to npm alone reaches that shell, which dies of it and tells nobody. */
function onParentGone(tell: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) tell();
  }, 500).unref();
}
