import { describe, expect, test } from 'vitest';
import { countTests } from './summary-reporter.ts';

type State = 'passed' | 'failed' | 'skipped' | 'pending';
type Module = Parameters<typeof countTests>[0][number];

// A test file as vitest reports it, with the states of its tests and the number of its own errors.
function aModule(states: State[], errors = 0): Module {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  return { children: { allTests: () => tests.values() }, errors: () => Array(errors).fill({ message: 'x' }) } as never;
}

describe('N passed, N failed', () => {
  test('counts the tests of all files; skipped ones are neither', () => {
    const modules = [aModule(['passed', 'failed', 'skipped']), aModule(['passed'])];
    expect(countTests(modules, 0)).toEqual({ passed: 2, failed: 1 });
  });

  test('a file that could not be run is a failure, although none of its tests ran', () => {
    expect(countTests([aModule([], 1)], 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('an unhandled error is a failure, although every test passed', () => {
    expect(countTests([aModule(['passed'])], 2)).toEqual({ passed: 1, failed: 2 });
  });
});
