/** One line of a CSV, by the names of its columns. */
export interface CsvRow {
  /** Counted from 1, the head included, as an editor counts: of a row over several lines the first. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** The file cannot be read as CSV. */
export class CsvError extends Error {
  override name = 'CsvError';
}

/**
 * Reads comma- or semicolon-separated values whose first line names the columns (RFC 4180: quotes around what holds a
 * separator or a line end, doubled inside). Names and cells are trimmed; empty lines are passed over.
 * Throws a {@link CsvError} on an open quote and on a row of another length than the head.
 */
export function readCsv(text: string): CsvTable {
  const separator = text.split('\n', 1)[0]!.includes(';') ? ';' : ',';
  const [head, ...rest] = recordsOf(text.replace(/^\uFEFF/, ''), separator);
  if (!head) throw new CsvError('the file is empty: its first line names the columns');
  const columns = head.cells.map((name) => name.toLowerCase());
  const rows = rest.map(({ line, cells }) => {
    if (cells.length !== columns.length)
      throw new CsvError(
        `line ${line} has ${cells.length} cells and the head ${columns.length}: quote a cell that holds a ${separator}`,
      );
    return { line, cells: Object.fromEntries(columns.map((name, index) => [name, cells[index]!])) };
  });
  return { columns, rows };
}

interface CsvLine {
  readonly line: number;
  readonly cells: string[];
}

function recordsOf(text: string, separator: string): CsvLine[] {
  const records: CsvLine[] = [];
  let line = 1;
  let current: CsvLine = { line, cells: [] };
  const pattern = new RegExp(
    `("(?:[^"]|"")*"|[^"\\n${separator}][^\\n${separator}]*|)(${separator}|\\r?\\n|$)`,
    'y',
  );
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) throw new CsvError(`line ${line}: a quote is not closed, or something follows it`);
    const [whole, cell = '', end] = found;
    current.cells.push(cellOf(cell));
    line += whole.split('\n').length - 1;
    if (end === separator && pattern.lastIndex < text.length) continue;
    if (end === separator) current.cells.push('');
    if (current.cells.some((each) => each !== '')) records.push(current);
    current = { line, cells: [] };
  }
  return records;
}

function cellOf(written: string): string {
  const text = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
  return text.trim();
}
