import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { writeFile } from './profile.ts';

const head = { fileNo: 'F-1', programme: 'URBAN_DIBAO', divisionCode: '370102000000', benefitMonth: '2014-06' };
const payment = {
  lineId: 'l1',
  holderName: '周文斌',
  idNo: '370100195006159023',
  accountNo: '6299990000000017',
  netFen: 54_001,
};

it('a bank of GB18030 and yuan gets both in its own profile, and the count and total twice', () => {
  const profile = { code: 'TESTRCB', separator: ',', encoding: 'GB18030', amountUnit: 'YUAN' };
  const { content, totalFen, lineCount } = writeFile(profile, head, [payment, { ...payment, netFen: 1 }]);
  const rows = iconv
    .decode(content, 'gb18030')
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','));
  expect(rows[1]?.slice(0, 4)).toEqual(['1', 'l1', '周文斌', '159023']);
  expect(rows.slice(1, 3).map((row) => row[7])).toEqual(['540.01', '0.01']);
  expect(rows[0]?.slice(5, 7)).toEqual(['2', '540.02']);
  expect(rows[3]).toEqual(['T', '2', '540.02']);
  expect([totalFen, lineCount]).toEqual([54_002, 2]);
});

it('the number of a person stands in no file, and its hash differs from file to file', () => {
  const profile = { code: 'TESTBANK', separator: '|', encoding: 'UTF-8', amountUnit: 'FEN' };
  const [a, b] = ['F-1', 'F-2'].map((fileNo) => writeFile(profile, { ...head, fileNo }, [payment]).content.toString());
  expect(a).not.toContain(payment.idNo);
  expect(a?.split('\n')[1]?.split('|')[4]).not.toBe(b?.split('\n')[1]?.split('|')[4]);
});
