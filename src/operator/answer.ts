/** What a verb answers: for people, for programs, and for the shell. */
export interface VerbAnswer {
  readonly text: string;
  /** What `--json` prints. */
  readonly data: unknown;
  /** True: exit code 1, because what was looked at is not in order. */
  readonly isTrouble?: true;
}

/** Rows as columns of equal width. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
