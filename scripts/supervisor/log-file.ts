import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const LARGE_BYTES = 20_000_000;
const LOOK_EVERY_MS = 250;

/** An open log file of one part, `DATA_DIR/logs/<name>.log`. */
export interface LogFile {
  /** For a child to write into by itself: its output then survives us, and it never blocks or fails on our account. */
  fd: number;
  write: (line: string) => void;
  /** Calls back with each complete line written from now on, a moment after it was written. */
  follow(onLine: (line: string) => void): void;
  /** Passes on what is left to follow and closes the file. */
  close(): void;
}

/** Opens the log for appending; a large one of earlier runs is moved to `<name>.1.log` first. */
export function openLog(folder: string, name: string): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  if (existsSync(path) && statSync(path).size > LARGE_BYTES) renameSync(path, join(folder, `${name}.1.log`));
  const fd = openSync(path, 'a+', 0o600);
  let look = () => {};
  let timer: NodeJS.Timeout | undefined;
  return {
    fd,
    write: (line) => void writeSync(fd, `${line}\n`),
    follow: (onLine) => {
      look = lineReader(fd, onLine);
      timer = setInterval(look, LOOK_EVERY_MS);
    },
    close: () => {
      clearInterval(timer);
      look();
      closeSync(fd);
    },
  };
}

/** Each call reads what was appended since the one before and passes on the lines that are complete. */
function lineReader(fd: number, onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(64 * 1024);
  let position = fstatSync(fd).size;
  let rest = '';
  return () => {
    for (;;) {
      const read = readSync(fd, chunk, 0, chunk.length, position);
      if (read === 0) return;
      position += read;
      const lines = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    }
  };
}
