import assert from 'node:assert/strict';
import { createProgressLine } from '../../scripts/simulate/progress-line.ts';

describe('how far a simulation is', () => {
  const at = (day: number, ended: number) => ({ day, done: 6 * ended, ended, total: 10 });

  /** What is written where a line stays, `steps` being the seconds that pass before each look. */
  function written(isTTY: boolean, steps: readonly number[]): string[] {
    const texts: string[] = [];
    let now = 0;
    const write = (text: string | Uint8Array): boolean => texts.push(String(text)) > 0;
    const line = createProgressLine({ isTTY, write }, () => now);
    for (const [ended, seconds] of steps.entries()) {
      now += seconds * 1_000;
      line.show(at(ended, ended));
    }
    line.end();
    return texts;
  }

  it('in a log is a line every ten seconds, and how it ended', () => {
    assert.deepEqual(written(false, [5, 6, 1, 5, 5, 1]), [
      '[##----------------------] day 1, 6 activities, 1 of 10 recoveries ended\n',
      '[##########--------------] day 4, 24 activities, 4 of 10 recoveries ended\n',
      '[############------------] day 5, 30 activities, 5 of 10 recoveries ended\n',
    ]);
  });

  it('in a log is not told at all where it took less, and not twice', () => {
    assert.deepEqual(written(false, [1, 2, 3]), []);
    assert.equal(written(false, [5, 6]).length, 1);
  });

  it('on a terminal is one bar, gone when it ends', () => {
    const texts = written(true, [1, 1]);
    assert.deepEqual(
      texts.map((text) => text.startsWith('\r\u001b[K')),
      [true, true, true],
    );
    assert.equal(texts.at(-1), '\r\u001b[K');
  });
});
