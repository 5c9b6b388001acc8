import { expect, test } from 'vitest';
import { holdsHalfCharacter } from './half-characters.ts';

test.each([
  ['no escape', '{"name":"张伟"}', false],
  ['a whole character by two escapes', '{"name":"\\ud842\\udfb7"}', false],
  ['an escape that is written, not meant', '{"name":"\\\\ud842"}', false],
  ['the first half alone', '{"name":"\\ud842"}', true],
  ['the second half alone, deep below', '{"list":[{"name":["\\uDFB7"]}]}', true],
  ['halves in the wrong order', '"\\udfb7\\ud842"', true],
  ['in a name of a field', '{"\\ud800":1}', true],
])('%s', (_, json, expected) => {
  expect(holdsHalfCharacter(json)).toBe(expected);
});
