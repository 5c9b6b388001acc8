import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash, canonicalJson, canonicalJsonBytes } from './canonical-json.ts';

describe('the examples of RFC 8785', () => {
  it('§3.2.2 and §3.2.3: literals, numbers, strings and sorted keys', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    const expected = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalJson(JSON.parse(input))).toBe(expected);
  });

  it('§3.2.4: the same value as UTF-8 bytes', () => {
    const text = '€$\u000f\nA\'B"\\\\"/';
    const hex = Buffer.from(canonicalJsonBytes({ string: text })).toString('hex');
    expect(hex).toBe('7b22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d');
  });

  it('§3.2.3: keys are ordered by UTF-16 code units, not by code points', () => {
    const input = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      1: 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      ö: 'Latin Small Letter O With Diaeresis',
    };
    const values = Object.values(JSON.parse(canonicalJson(input).replace('"1"', '"k1"')) as object);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: the double %s is written %s', (hex, text) => {
    expect(canonicalJson(Buffer.from(hex, 'hex').readDoubleBE())).toBe(text);
  });
});

describe('the payment batch vector of payments §3', () => {
  const file = readFileSync(new URL('../test/payment-batch-vector.ndjson', import.meta.url));
  const lines = file.toString('utf8').split('\n').slice(0, -1);

  it('has 2 lines, 1422 bytes and the SHA-256 of the handbook', () => {
    expect([lines.length, file.length]).toEqual([2, 1422]);
    const hash = createHash('sha256').update(file).digest('hex');
    expect(hash).toBe('00e855165b254266543944a05283fa48c42368590c6a84818c36744727554fd2');
  });

  it.each(lines)('is canonical: %#', (line) => {
    expect(canonicalJson(JSON.parse(line))).toBe(line);
  });
});

describe('canonicalJson', () => {
  it('keeps the value and does not depend on the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it('writes an own key named __proto__ like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it.each([
    ['undefined', undefined],
    ['undefined in an object', { amountFen: undefined }],
    ['undefined in an array', [undefined]],
    ['a hole in an array', new Array(1)],
    ['a bigint', { amountFen: 1n }],
    ['NaN', Number.NaN],
    ['infinity', [Number.NEGATIVE_INFINITY]],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Date, although it has toJSON', new Date(0)],
    ['a Map', new Map()],
  ])('CANONICAL_JSON_INVALID: throws on %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(/^CANONICAL_JSON_INVALID/);
  });

  it('the error names the key and not the value', () => {
    expect(() => canonicalJson({ persons: [{ name: 'ok', idNo: 370100194001019019n }] })).toThrow(
      'CANONICAL_JSON_INVALID: bigint at key "idNo"',
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

it('canonicalHash is the SHA-256 of the canonical bytes, whatever the order of the keys', () => {
  const expected = createHash('sha256')
    .update(canonicalJsonBytes({ a: 1, b: '张' }))
    .digest('hex');
  expect(canonicalHash({ b: '张', a: 1 })).toBe(expected);
});
