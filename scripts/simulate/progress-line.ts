import type { Progress } from './watch-progress.ts';

export interface ProgressLine {
  show(progress: Progress): void;
  end(): void;
}

/** Activities of a whole sequence: four messages, the suspension, the end. */
const ACTIVITIES = 6;
const WIDTH = 24;
const QUIET_MS = 10_000;

/** A bar on a terminal; elsewhere a line now and then. On standard error: the other belongs to the result. */
export function createProgressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let toldAt = performance.now();
  let isOpen = false;
  return {
    show: (progress) => {
      const text = progressText(progress);
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${text}`);
        isOpen = true;
      } else if (performance.now() - toldAt > QUIET_MS) {
        toldAt = performance.now();
        stream.write(`${text}\n`);
      }
    },
    end: () => {
      if (isOpen) stream.write('\r\u001b[K');
      isOpen = false;
    },
  };
}

/** `[######------] day 7, 1204 activities, 12 of 2000 recoveries ended` */
export function progressText({ day, done, ended, total }: Progress): string {
  const share = total === 0 ? 0 : Math.max(ended / total, Math.min(0.99, done / (total * ACTIVITIES)));
  const filled = Math.round(share * WIDTH);
  const bar = '#'.repeat(filled) + '-'.repeat(WIDTH - filled);
  return `[${bar}] day ${day}, ${done} activities, ${ended} of ${total} recoveries ended`;
}
