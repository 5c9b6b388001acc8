import type { Reporter, TestModule } from 'vitest/node';

/** How many tests passed and failed; a file that could not be run and an unhandled error count as one failure each. */
export type TestCounts = { passed: number; failed: number };

/**
 * Ends a run with `N passed, N failed`. Under `npm test` the counts go to the parent process, which prints the line last of
 * all; otherwise the line is printed here.
 */
export const summaryReporter: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = countTests(modules, unhandledErrors.length);
    if (process.send === undefined) console.log(`${counts.passed} passed, ${counts.failed} failed`);
    else process.send(counts);
  },
};

/** Counts the tests of a run; skipped ones count as neither. */
export function countTests(modules: readonly Pick<TestModule, 'children' | 'errors'>[], errors: number): TestCounts {
  const counts: TestCounts = { passed: 0, failed: errors };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      if (state === 'failed') counts.failed += 1;
    }
    if (module.errors().length > 0) counts.failed += 1;
  }
  return counts;
}
