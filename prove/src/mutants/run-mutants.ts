import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import type { MutatedModule } from './modules.ts';
import { textBetween } from './source-text.ts';
import { isSurvivor, type MutantOutcome } from './verdict.ts';

const vitestConfig = 'mutants.config.mjs';

/** Where and how the mutants run. */
export interface MutantRun {
  /** A copy of the work tree: the mutants are written into it. */
  readonly copy: string;
  /** Mutants that run at once, each in a process with tests of its own. */
  readonly concurrency: number;
}

/**
 * Tries every mutant of a module against its tests, and what they left against its slower ones. The process works in the
 * copy from then on.
 */
export async function runMutants(module: MutatedModule, run: MutantRun): Promise<MutantOutcome[]> {
  const { slowTests: tests = [] } = module;
  const outcomes = await tryMutants(module, run);
  const left = outcomes.filter(isSurvivor);
  if (tests.length === 0 || left.length === 0) return outcomes;
  const again = await tryMutants({ ...module, tests, mutate: left.map(rangeOf) }, run);
  const later = new Map(again.map((outcome) => [nameOf(outcome), outcome]));
  return outcomes.map((outcome) => (isSurvivor(outcome) ? (later.get(nameOf(outcome)) ?? outcome) : outcome));
}

/** A pattern that takes this mutant and what lies within it. */
function rangeOf({ fileName, location: { start, end } }: MutantOutcome): string {
  return `${fileName}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}

function nameOf({ fileName, location, mutatorName, replacement }: MutantOutcome): string {
  return JSON.stringify([fileName, location, mutatorName, replacement]);
}

async function tryMutants(module: MutatedModule, { copy, concurrency }: MutantRun): Promise<MutantOutcome[]> {
  writeFileSync(join(copy, vitestConfig), `export default ${JSON.stringify({ test: testOptions(module) })};\n`);
  process.chdir(copy);
  const stryker = new Stryker({
    mutate: [...module.mutate],
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    // In place, for the links between our packages lead to the files of the copy itself.
    inPlace: true,
    tempDirName: '.data/stryker',
    coverageAnalysis: 'perTest',
    disableTypeChecks: false,
    concurrency,
    timeoutMS: 30_000,
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
    vitest: { configFile: vitestConfig, related: false },
  });
  const outcomes = await stryker.runMutationTest();
  // By now the files stand as they were.
  return outcomes.map((outcome) => ({
    ...outcome,
    fileName: relative(copy, outcome.fileName),
    original: textBetween(readFileSync(outcome.fileName, 'utf8'), outcome.location),
  }));
}

function testOptions({ tests, stores = false }: MutatedModule): object {
  return {
    include: tests,
    globalSetup: stores ? ['packages/testing/src/global-setup.ts'] : [],
    // A run of one mutant has a worker of its own; within it the test files share what they import.
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  };
}
