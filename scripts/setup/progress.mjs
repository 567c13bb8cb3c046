/** A problem of set-up, told to the user as it is, without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** One line about set-up. On stderr: stdout belongs to the command. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** Announces a slow step, says every 15 s that it still runs, and how long it took or that it failed. */
export async function step(title, work) {
  const began = performance.now();
  const elapsed = () =>
    `${((performance.now() - began) / 1000).toFixed(performance.now() - began < 10_000 ? 1 : 0)} s`;
  say(`${title} …`);
  const reminder = setInterval(() => say(`${title} … still at it after ${elapsed()}`), 15_000);
  try {
    const result = await work();
    say(`${title}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    say(`${title}: failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(reminder);
  }
}
