import assert from 'node:assert/strict';
import { readArguments, UsageError } from '../../scripts/simulate/arguments.ts';
import { SCENARIO_NAMES } from '../../scripts/simulate/scenarios.ts';

const castOf = (...args: string[]) => readArguments(args).cast;

describe('the command line of npm run simulate', () => {
  it('plays every scenario when nothing is said', () => {
    assert.deepEqual(castOf(), { kind: 'scenarios', scenarios: SCENARIO_NAMES });
    assert.deepEqual(castOf('--scenario', 'says-stop'), { kind: 'scenarios', scenarios: ['says-stop'] });
  });

  it('reads a file, a list or a number of customers', () => {
    assert.deepEqual(castOf('--csv', 'a.csv'), { kind: 'csv', file: 'a.csv', scenario: 'never-pays' });
    assert.deepEqual(castOf('--past-due', '--scenario', 'pays-on-day-5'), {
      kind: 'past_due',
      scenario: 'pays-on-day-5',
    });
    assert.deepEqual(castOf('--count', '2000'), {
      kind: 'count',
      count: 2000,
      scenario: 'never-pays',
      pace: false,
    });
  });

  it('is refused with what to write instead', () => {
    const refused = (pattern: RegExp, ...args: string[]) =>
      assert.throws(
        () => readArguments(args),
        (error) => error instanceof UsageError && pattern.test(error.message),
      );
    refused(/--scenario dies is none of never-pays/, '--scenario', 'dies');
    refused(/exclude each other/, '--csv', 'a.csv', '--count', '5');
    refused(/--count must be a whole number from 1 to 10000/, '--count', '0');
    refused(/--count must be/, '--count', '20000');
    refused(/take one --scenario/, '--count', '5', '--scenario', 'says-stop', '--scenario', 'never-pays');
    refused(/--pace goes with --count/, '--pace');
    refused(/--locale .* is no language tag/, '--locale', '!');
    refused(/Unknown option '--what'/, '--what');
  });
});
