import { pino, type Logger } from 'pino';
import { createLogger } from '../../src/adapters/log/logger.ts';

const logger = createLogger('test', 'debug');

/** The real logger, with its lines kept instead of written to standard output. */
export function capturedLogger(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const log = logger.child({});
  Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => void lines.push(line) } });
  return { log, lines };
}
