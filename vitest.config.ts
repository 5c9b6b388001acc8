import { defineConfig } from 'vitest/config';
import { summaryReporter } from './packages/testing/src/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'services/*/{src,test}/**/*.test.ts', 'prove/src/**/*.test.ts'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    // No test depends on timing: a limit ends what hangs, on a busy machine or in containers, too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Modules are loaded once a worker: a test has its own databases and services, and modules keep nothing that it changes.
    isolate: false,
    // The machine has two cores, which PostgreSQL and the queue share with the tests.
    maxWorkers: 2,
    reporters: ['default', summaryReporter],
  },
});
