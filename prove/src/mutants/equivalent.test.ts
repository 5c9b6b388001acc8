import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reasonOf } from './equivalent.ts';
import { equivalents } from './equivalents.ts';
import { squeeze, textBetween } from './source-text.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe.each(Object.entries(equivalents))('what changes nothing in %s', (file, known) => {
  const text = squeeze(readFileSync(`${root}/${file}`, 'utf8'));

  it('stands in the code as it is told, once each, and has a reason', () => {
    const told = known.flatMap(({ change }) => (typeof change === 'string' ? [change] : []));
    expect(told.filter((change) => !text.includes(change.split(' → ')[0] ?? ''))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
    expect(known.filter(({ because }) => because.length < 20)).toEqual([]);
  });
});

it('a mutant is known by its file and its change, and no other is', () => {
  const [[fileName, known] = ['', []]] = Object.entries(equivalents);
  const [first] = known.filter(({ change }) => typeof change === 'string');
  const [original = '', replacement = ''] = String(first?.change).split(' → ');
  const at = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
  const outcome = { fileName, location: at, mutatorName: 'x', original, replacement, status: 'Survived' };
  expect(reasonOf(outcome)).toBe(first?.because);
  expect(reasonOf({ ...outcome, fileName: 'packages/domain/src/none.ts' })).toBeUndefined();
  expect(reasonOf({ ...outcome, replacement: `${replacement} ` })).toBe(first?.because);
  expect(reasonOf({ ...outcome, replacement: `${replacement}x` })).toBeUndefined();
});

it('the text between two places of a file', () => {
  const text = 'abc\ndef\nghi';
  const between = (...[line, column, endLine, endColumn]: [number, number, number, number]) =>
    textBetween(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
  expect([between(1, 2, 1, 4), between(1, 3, 3, 2), between(2, 1, 2, 4)]).toEqual(['bc', 'c\ndef\ng', 'def']);
});
