import { defineConfig } from 'vitest/config';
import { summaryReporter } from './packages/testing/src/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'services/*/{src,test}/**/*.test.ts'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The machine has two cores, which PostgreSQL and the queue share with the tests.
    maxWorkers: 2,
    reporters: ['default', summaryReporter],
  },
});
