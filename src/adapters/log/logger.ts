import { pino, type Logger } from 'pino';
import { safeFields } from './safe-fields.ts';

/** JSON lines on standard output: one line a fact, its name as the message, everything else as fields. */
export function createLogger(name: string, level: string): Logger {
  // pino's own destination tries for ever to flush into a pipe whose reader has gone, and the process never ends.
  process.stdout.on('error', () => (process.exitCode ??= 1));
  return pino(
    { name, level, serializers: { err: (error: unknown) => error }, formatters: { log: safeFields } },
    process.stdout,
  );
}
