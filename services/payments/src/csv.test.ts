import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { csvBytes, csvRow } from './csv.ts';

it.each([
  ['=SUM(A1)', `'=SUM(A1)`],
  ['@cmd', `'@cmd`],
  ['-12.50', '-12.50'],
  ['-后缀', `'-后缀`],
  ['甲,"乙"', '"甲,""乙"""'],
  [540, '540'],
  [-1, '-1'],
  ['+86', `'+86`],
  ['-', `'-`],
  ['-1x', `'-1x`],
  ['1.5', '1.5'],
  ['-1.', `'-1.`],
  ['\t甲', `'\t甲`],
  ['\r甲', `"'\r甲"`],
  ['甲\n乙', '"甲\n乙"'],
  ['甲=乙', '甲=乙'],
  ['a-1', 'a-1'],
])('the cell %s is written as %s', (value, written) => {
  expect(csvRow([value])).toBe(`${written}\r\n`);
});

it('cells stand beside each other', () => {
  expect(csvRow(['济南', 1, ''])).toBe('济南,1,\r\n');
});

it.each([
  ['UTF-8', 'utf8', '\uFEFF济南,1\r\n'],
  ['GB18030', 'gb18030', '济南,1\r\n'],
] as const)('in %s the same text comes back', async (encoding, reader, text) => {
  const bytes: Uint8Array[] = [];
  for await (const chunk of csvBytes([csvRow(['济南', 1])], encoding)) bytes.push(chunk);
  expect(iconv.decode(Buffer.concat(bytes), reader, { stripBOM: false })).toBe(text);
});
