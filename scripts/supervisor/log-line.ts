const ERROR_LEVEL = 50;

interface LogEntry {
  level?: unknown;
  event?: unknown;
  msg?: unknown;
  err?: { message?: unknown };
}

/** What the terminal shows of a line in a child's log: errors of its JSON log, shortened to one line; else null. */
export function echoedLine(name: string, line: string): string | null {
  const entry = parseEntry(line);
  if (!entry || !isError(entry)) return null;
  const parts = [entry.event, entry.msg, entry.err?.message].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return `${name}: ${[...new Set(parts)].join(' · ').replaceAll(/\s+/g, ' ').slice(0, 200)}`;
}

/** Whether a line may explain why its process died: plain text such as a stack, or a logged error. */
export function mayExplainDeath(line: string): boolean {
  const entry = parseEntry(line);
  return line.trim() !== '' && (entry === null || isError(entry));
}

function isError({ level }: LogEntry): boolean {
  return typeof level === 'number' && level >= ERROR_LEVEL;
}

/** Null when the line is not an entry of a JSON log. */
function parseEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    // Text that only begins like JSON.
    return null;
  }
}
