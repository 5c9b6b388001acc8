import { describe, expect, it } from 'vitest';
import { changeOf, judge, lineOf, type MutantOutcome } from './verdict.ts';

function outcomes(statuses: Readonly<Record<string, number>>): MutantOutcome[] {
  return Object.entries(statuses).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({ ...survivor, status })),
  );
}

const survivor: MutantOutcome = {
  fileName: 'packages/domain/src/money.ts',
  location: { start: { line: 12, column: 3 }, end: { line: 14, column: 4 } },
  mutatorName: 'BlockStatement',
  original: '{\n  return 1;\n}',
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
    expect(judge(outcomes(statuses), () => undefined)).toMatchObject(verdict);
  });

  it('a survivor that is known to change nothing does not count, and one that was noticed all the same fails', () => {
    const known = { ...survivor, original: '1', replacement: '2' };
    const reasonOf = (outcome: MutantOutcome) => (changeOf(outcome) === '1 → 2' ? 'both are even' : undefined);
    const tried = [...outcomes({ Killed: 17, Survived: 3 }), known];
    expect(judge(tried, reasonOf)).toMatchObject({ tried: 20, equivalent: 1, score: 85, refuted: [], failed: 0 });
    const noticed = { ...known, status: 'Killed' };
    expect(judge([...tried, noticed], reasonOf)).toMatchObject({ tried: 21, refuted: [noticed], failed: 1 });
  });

  it('nothing tried proves nothing', () => {
    expect(() => judge(outcomes({ Ignored: 3 }), () => undefined)).toThrow('no mutant was tried');
  });
});

it('a survivor is told on one line, with its place', () => {
  const told = 'packages/domain/src/money.ts:12:3 BlockStatement { return 1; } →';
  expect(lineOf(survivor)).toBe(`${told} { }`);
  const long = { ...survivor, replacement: 'x'.repeat(161), status: 'NoCoverage' };
  const shown = 'x'.repeat(160 - '{ return 1; } → '.length);
  expect(lineOf(long)).toBe(`${told} ${shown}… (no test comes here)`);
});
