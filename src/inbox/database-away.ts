/** SQLSTATE classes of a database that is away, full, shutting down or cut a statement short. */
const AWAY = /^(08|53|55|57|58)...$/;
/** What the driver says without a SQLSTATE, when there is no connection to be had. */
const NO_CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|the database has been silent)/;

/** True where the same statement may well go through later; false where it would fail for ever. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : null;
  if (typeof code === 'string' && (AWAY.test(code) || code.startsWith('E'))) return true;
  return NO_CONNECTION.test(error.message);
}
