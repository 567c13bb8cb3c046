/** What mocha counted. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A suite that suddenly has fewer tests has lost some: raise this number when tests are added. */
export const KNOWN_TESTS = 2305;

/** Reads mocha's closing lines; what is not there counts zero. */
export function countTests(output: string): TestCounts {
  const count = (word: string): number => {
    const found = [...output.matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, 'gm'))].at(-1);
    return Number(found?.[1] ?? 0);
  };
  return { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
}

/** The counts of several mocha processes together. */
export function addCounts(all: readonly TestCounts[]): TestCounts {
  const sum = (pick: (counts: TestCounts) => number) =>
    all.reduce((total, counts) => total + pick(counts), 0);
  return {
    passed: sum((counts) => counts.passed),
    failed: sum((counts) => counts.failed),
    skipped: sum((counts) => counts.skipped),
  };
}

export interface RunFacts {
  readonly exitCode: number;
  readonly isWholeSuite: boolean;
  /** In CI a skipped test is a failure: everything a test needs is there. */
  readonly isCi: boolean;
}

/** Mocha's failures, plus what mocha cannot know. */
export function verdictOf(
  counts: TestCounts,
  { exitCode, isWholeSuite, isCi }: RunFacts,
): { readonly failed: number; readonly complaints: readonly string[] } {
  const ran = counts.passed + counts.failed;
  const complaints = [
    ...(exitCode !== 0 && counts.failed === 0
      ? [`mocha ended with exit code ${exitCode} without a failing test`]
      : []),
    ...(exitCode === 0 && ran + counts.skipped === 0 ? ['mocha ran no test at all'] : []),
    ...(isCi && counts.skipped > 0 ? [`${counts.skipped} tests were skipped; in CI none may be`] : []),
    ...(isWholeSuite && ran + counts.skipped < KNOWN_TESTS
      ? [`only ${ran + counts.skipped} tests are there, and ${KNOWN_TESTS} are known`]
      : []),
  ];
  return { failed: counts.failed + complaints.length, complaints };
}
