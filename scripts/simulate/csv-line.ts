import type { CsvRow } from './csv.ts';

/** Reads cells and collects what is wrong with them, so that a file is corrected in one go. */
export class LineReader {
  readonly problems: string[] = [];
  readonly cells: Readonly<Record<string, string>>;
  readonly line: number;

  constructor({ line, cells }: CsvRow) {
    this.line = line;
    this.cells = cells;
  }

  /** Null where the cell is empty; what `read` cannot take is a problem with the remedy given. */
  take<Value>(field: string, read: (text: string) => Value | null, remedy: string): Value | null {
    const text = this.cells[field] ?? '';
    if (text === '') return null;
    const value = read(text);
    if (value === null) this.problems.push(`line ${this.line}, ${field}: ${remedy}`);
    return value;
  }

  /** The value, or the fallback where it is missing, which is a problem too. */
  need<Value>(field: string, value: Value | null, fallback: Value): Value {
    const isEmpty = (this.cells[field] ?? '') === '';
    if (value === null && isEmpty && field in this.cells)
      this.problems.push(`line ${this.line}, ${field}: is empty`);
    return value ?? fallback;
  }
}
