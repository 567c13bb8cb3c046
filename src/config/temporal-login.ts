type Env = Readonly<Record<string, string | undefined>>;

/** What envconfig reads besides address and namespace: all of it is about a server that somebody else runs. */
const LOGIN = /^TEMPORAL_(API_KEY$|TLS($|_)|PROFILE$|CONFIG_FILE$|GRPC_META_|CODEC_)/;

/** For our own Temporal server, which has no login. */
export function withoutTemporalLogin(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !LOGIN.test(name)));
}
