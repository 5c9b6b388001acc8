import { describe, expect, it } from 'vitest';
import { judge, lineOf, type MutantOutcome } from './verdict.ts';

function outcomes(statuses: Readonly<Record<string, number>>): MutantOutcome[] {
  return Object.entries(statuses).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({ ...survivor, status })),
  );
}

const survivor: MutantOutcome = {
  fileName: 'packages/domain/src/money.ts',
  location: { start: { line: 12, column: 3 } },
  mutatorName: 'BlockStatement',
  replacement: '{\n  }',
  status: 'Survived',
};

describe('a module is judged by the mutants that were tried', () => {
  it.each([
    ['all noticed', { Killed: 19, Timeout: 1 }, { tried: 20, noticed: 20, timedOut: 1, score: 100, failed: 0 }],
    ['as many survivors as 15% allow', { Killed: 17, Survived: 3 }, { tried: 20, score: 85, failed: 0 }],
    ['one survivor more', { Killed: 16, Survived: 3, NoCoverage: 1 }, { tried: 20, score: 80, failed: 1 }],
    ['one in six survives', { Killed: 5, Survived: 1 }, { tried: 6, score: 83.3, failed: 1 }],
    [
      'ignored ones and broken ones do not count',
      { Killed: 1, Ignored: 2, RuntimeError: 3, CompileError: 1 },
      {
        tried: 1,
        ignored: 2,
        unrunnable: 4,
        failed: 0,
      },
    ],
  ])('%s', (_name, statuses, verdict) => {
    expect(judge(outcomes(statuses))).toMatchObject(verdict);
  });

  it('nothing tried proves nothing', () => {
    expect(() => judge(outcomes({ Ignored: 3 }))).toThrow('no mutant was tried');
  });
});

it('a survivor is told on one line, with its place', () => {
  expect(lineOf(survivor)).toBe('packages/domain/src/money.ts:12:3 BlockStatement → { }');
  const long = { ...survivor, replacement: 'x'.repeat(101), status: 'NoCoverage' };
  expect(lineOf(long)).toBe(
    `packages/domain/src/money.ts:12:3 BlockStatement → ${'x'.repeat(100)}… (no test comes here)`,
  );
});
