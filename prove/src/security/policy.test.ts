import { roles, serviceNames } from '@mz/contracts';
import { expect, test } from 'vitest';
import { foreignItems } from './foreign-items.ts';
import { documentedOperations } from './operations.ts';
import { divisionIn, expectedAnswer, relations } from './oracle.ts';
import { readPolicy } from './policy.ts';

const operations = documentedOperations().map(({ id }) => id);

test('every operation of every service has cells: a new one without a row in prove/policy.json is refused here', () => {
  const policy = readPolicy();
  expect(operations.filter((id) => !policy.has(id))).toEqual([]);
  expect([...policy.keys()].filter((id) => !operations.includes(id))).toEqual([]);
});

test('the policy names known roles and services only', () => {
  const known = new Set([...Object.keys(roles), ...serviceNames.map((name) => `service:${name}`), 'partner', 'public']);
  expect([...readPolicy().values()].flat().filter((who) => !known.has(who))).toEqual([]);
});

test('the oracle admits a named role in and above the place of the record and nowhere else', () => {
  const policy = new Map([['things.do', ['TOWNSHIP_LEAD']]]);
  const answers = relations.map((relation) =>
    expectedAnswer(policy, 'things.do', { kind: 'role', name: 'TOWNSHIP_LEAD', relation }, 'record'),
  );
  expect(answers).toEqual(['admitted', 'admitted', 'refused', 'refused', 'refused']);
  const other = { kind: 'role', name: 'AUDITOR', relation: 'own' } as const;
  expect(expectedAnswer(policy, 'things.do', other, 'record')).toBe('refused');
  expect(() => expectedAnswer(policy, 'things.undo', other, 'record')).toThrow('prove/policy.json');
});

test.each([
  ['370102001000', ['370102001000', '370102000000', '370102001001', '370102002000', '371721101000']],
  ['370102001001', ['370102001001', '370102001000', undefined, '370102001002', '371721101000']],
  ['371721000000', ['371721000000', '371700000000', '371721001000', '371722000000', '370102001000']],
])('places that stand in each relation to %s', (record, expected) => {
  expect(relations.map((relation) => divisionIn(relation, record))).toEqual(expected);
});

test.each([
  ['370000000000', ['370102001001', '371721101005'], []],
  ['370102000000', ['370102001001', '370103001001'], ['370103001001']],
  ['370102001000', ['370102001001', '370102000000'], ['370102000000']],
  ['371700000000', ['371721101005', '370102001001'], ['370102001001']],
])('a list asked for from %s', (division, shown, foreign) => {
  const text = JSON.stringify({ items: shown.map((divisionCode) => ({ nested: { divisionCode } })) });
  expect(foreignItems(text, division)).toEqual(foreign);
});
