import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDictionary, serializeMember } from './structured-fields.ts';

function rewritten(text: string): string | undefined {
  const members = parseDictionary(text);
  if (members === undefined) return undefined;
  return [...members].map(([key, member]) => `${key}=${serializeMember(member)}`).join(', ');
}

describe('structured fields (RFC 8941)', () => {
  it.each([
    [
      'sig1=("@method" "signature";req;key="a");created=1;nonce="x"',
      'sig1=("@method" "signature";req;key="a");created=1;nonce="x"',
    ],
    ['  a=:aGVsbG8=:,b=tok/en ', 'a=:aGVsbG8=:, b=tok/en'],
    ['a=(  "x"   "y"  ) ;x', undefined],
    ['a=(  "x"   "y"  ); x', 'a=("x" "y");x'],
    ['a, b;q=?0, c=-12', 'a=?1, b=?1;q=?0, c=-12'],
    ['a="quo\\"te\\\\"', 'a="quo\\"te\\\\"'],
    ['a=()', 'a=()'],
    ['', ''],
  ])('reads %s', (text, expected) => {
    expect(rewritten(text)).toBe(expected);
  });

  it.each([
    'a=',
    'a=(',
    'a=("x"',
    'a=("x""y")',
    'a=("x" "y"))',
    'A=1',
    'a=1 b=2',
    'a=1,',
    ',a=1',
    'a=1, a=2',
    'a=1;x=1;x=2',
    'a="张"',
    'a="\\x"',
    'a="x',
    'a=:aGVsbG8:',
    'a=:aGVsbG9=:',
    'a=:****:',
    'a=1.5',
    'a=1234567890123456',
    'a=?2',
    'a="x\r\ny"',
    '=1',
    ';',
  ])('refuses %s', (text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  it('answers for any text, and reads again what it wrote', () => {
    const pieces = fc.constantFrom('a', 'b', '=', '(', ')', '"', ' ', ';', ',', ':', '?1', '7', '\\', 'x/y', 'QQ==');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const once = rewritten(parts.join(''));
        if (once !== undefined) expect(rewritten(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});
