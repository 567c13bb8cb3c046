type Env = Readonly<Record<string, string | undefined>>;

/** `NAME=` means "not set". */
export function withoutEmpty(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
