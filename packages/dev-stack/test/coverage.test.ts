import { describe, expect, it } from 'vitest';
import { coverLine, faultsOf, type HandbookLine, readLines } from '../src/coverage-lines.ts';
import { testsOf } from '../src/test-names.ts';

const file = 'services/payments/src/funds/funds.test.ts';

describe('the tests of a source text', () => {
  it('carry the titles around them', () => {
    const [test] = testsOf(file, `describe('funds', () => { it.skip('one receipt', () => {}); });`);
    expect(test).toMatchObject({ file, name: 'funds › one receipt' });
  });

  it.each([
    ['in the call', `it.each([['CODE_ONE', 1]])('%s', () => {});`],
    ['in a constant of the file', `const cases = [['CODE_ONE', 1]] as const; it.each(cases)('%s', () => {});`],
    ['in a loop around it', `for (const code of ['CODE_ONE']) it(\`refuses \${code}\`, () => {});`],
    ['in its body', `it('is refused', () => { expect(code).toBe('CODE_ONE'); });`],
  ])('know the texts that stand %s', (_where, text) => {
    expect(testsOf(file, text).map(({ texts }) => texts.includes('CODE_ONE'))).toEqual([true]);
  });
});

describe('a line of a handbook', () => {
  const bad: HandbookLine = {
    id: 'x',
    handbook: 'payments',
    section: '§12',
    text: 't',
    codes: ['CODE_ONE', 'CODE_TWO'],
  };
  const tests = testsOf(file, `it('CODE_ONE: is refused', () => {}); it('NOT_CODE_TWO', () => {});`);

  it('is a fault for each of its codes that no test names, also when a longer code ends the same', () => {
    expect(faultsOf(bad, tests)).toEqual(['x: no test names CODE_TWO, and coverage-lines.json gives no reason']);
  });

  it('is no fault when the code is marked as not built, and one again when a test proves it', () => {
    expect(faultsOf({ ...bad, notBuilt: { CODE_TWO: 'later' } }, tests)).toEqual([]);
    expect(faultsOf({ ...bad, notBuilt: { CODE_ONE: 'later', CODE_TWO: 'later' } }, tests)).toEqual([
      `x: CODE_ONE is marked not built, but ${file} proves it`,
    ]);
  });

  it('that is not built may share a code with another line, until tests name all of its codes', () => {
    const later: HandbookLine = { ...bad, notBuilt: { '*': 'later' } };
    expect(faultsOf(later, tests)).toEqual([]);
    expect(coverLine(later, tests).flatMap((part) => part.tests)).toEqual([]);
    const all = [...tests, ...testsOf(file, `it('CODE_TWO: is refused', () => {});`)];
    expect(faultsOf(later, all)).toHaveLength(2);
  });

  it('is proved by the tests of its own service only', () => {
    const foreign = testsOf('services/people/src/a.test.ts', `it('CODE_ONE, CODE_TWO', () => {});`);
    expect(faultsOf(bad, foreign)).toHaveLength(2);
  });

  it.each([
    ['example P2: shares', true],
    ['example P2 c: shares of 100.01', true],
    ['examples P1 and P2: shares', true],
    ['example H2, P2: shares', true],
    ['example P21: shares', false],
    ['as in P2', false],
  ])('an example is named by %j: %s', (title, named) => {
    const line: HandbookLine = { id: 'x', handbook: 'payments', section: '§9', text: 't', example: 'P2' };
    const [part] = coverLine(line, testsOf(file, `it('${title}', () => {});`));
    expect(part?.tests.length).toBe(named ? 1 : 0);
  });

  it('has an id of its own and something to look for', () => {
    const lines = readLines();
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    expect(lines.filter((line) => coverLine(line, []).length === 0)).toEqual([]);
  });
});
