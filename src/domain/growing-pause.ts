/** However long the trouble lasts: a month of hourly tries fits into one workflow history with room to spare. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Milliseconds until the next try: doubled with each try in a row that met the same trouble, so that the repair is
 * noticed within the time that the trouble had lasted, and an hour at most.
 */
export function growingPauseMs(tries: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** tries, LONGEST_PAUSE_MS);
}
