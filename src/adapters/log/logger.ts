import { pino, type Logger } from 'pino';
import { errorFields } from './error-fields.ts';

/** JSON lines on standard output; errors without the vendor objects that would carry keys and numbers. */
export function createLogger(name: string, level: string): Logger {
  const options = {
    name,
    level,
    // One line a fact: the event name is the message, all else are fields.
    serializers: { err: errorFields, error: errorFields },
    redact: { paths: ['*.authorization', '*.apiKey', '*.phone', '*.text'], censor: '[redacted]' },
  };
  // pino's own destination tries for ever to flush into a pipe whose reader has gone, and the process never ends.
  process.stdout.on('error', () => (process.exitCode ??= 1));
  return pino(options, process.stdout);
}
