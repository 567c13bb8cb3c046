/** Lets through whoever comes, except while it is closed. */
export interface Gate {
  close(): void;
  open(): void;
  /** At once, or when it is opened. */
  pass(): Promise<void>;
}

export function createGate(): Gate {
  let opened = Promise.resolve();
  let open = (): void => undefined;
  return {
    close: () => {
      opened = new Promise((resolve) => (open = resolve));
    },
    open: () => open(),
    pass: () => opened,
  };
}
