import type { Progress } from './watch-progress.ts';

export interface ProgressLine {
  show(progress: Progress): void;
  end(): void;
}

/** Activities of a whole sequence: four messages, the suspension, the end. */
const ACTIVITIES = 6;
const WIDTH = 24;
const QUIET_MS = 10_000;

/**
 * A bar on a terminal; elsewhere a line now and then, and one at the end of what took that long. On standard error: the
 * other belongs to the result. @param now milliseconds, of any beginning
 */
export function createProgressLine(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  return stream.isTTY ? bar(stream) : lines(stream, now);
}

type Output = Pick<NodeJS.WriteStream, 'write'>;
const CLEAR = '\r\u001b[K';

function bar(stream: Output): ProgressLine {
  return {
    show: (progress) => void stream.write(`${CLEAR}${progressText(progress)}`),
    end: () => void stream.write(CLEAR),
  };
}

function lines(stream: Output, now: () => number): ProgressLine {
  let toldAt = now();
  let told: string | null = null;
  let last: string | null = null;
  const tell = (text: string): void => {
    toldAt = now();
    told = text;
    stream.write(`${text}\n`);
  };
  return {
    show: (progress) => {
      last = progressText(progress);
      if (now() - toldAt > QUIET_MS) tell(last);
    },
    end: () => {
      if (told !== null && last !== null && told !== last) tell(last);
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
