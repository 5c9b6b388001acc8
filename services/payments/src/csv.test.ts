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
])('the cell %s is written as %s', (value, written) => {
  expect(csvRow([value])).toBe(`${written}\r\n`);
});

it.each([
  ['UTF-8', 'utf8', '\uFEFF济南,1\r\n'],
  ['GB18030', 'gb18030', '济南,1\r\n'],
] as const)('in %s the same text comes back', async (encoding, reader, text) => {
  const bytes: Uint8Array[] = [];
  for await (const chunk of csvBytes([csvRow(['济南', 1])], encoding)) bytes.push(chunk);
  expect(iconv.decode(Buffer.concat(bytes), reader, { stripBOM: false })).toBe(text);
});
