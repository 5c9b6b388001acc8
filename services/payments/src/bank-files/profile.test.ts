import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FilePayment, type FileProfile, fileNameOf, readFile, writeFile } from './profile.ts';

const common = {
  headerFields: ['recordType', 'fileNo', 'programme', 'divisionCode', 'benefitMonth', 'count', 'total', 'sha256'],
  trailerFields: ['recordType', 'count', 'total'],
};
// The two rows of the table `bank`.
const testbank: FileProfile = {
  ...common,
  ...{
    code: 'TESTBANK',
    separator: '|',
    encoding: 'UTF-8',
    amountUnit: 'FEN',
    quoting: 'NONE',
    fileName: '{fileNo}.txt',
  },
  lineFields: ['seq', 'lineId', 'payeeName', 'idLast6', 'idHash', 'accountNo', 'bankCode', 'amount', 'purpose'],
};
const testrcb: FileProfile = {
  ...common,
  ...{ code: 'TESTRCB', separator: ',', encoding: 'GB18030', amountUnit: 'YUAN', quoting: 'ALL' },
  fileName: 'RCB_{fileNo}.csv',
  lineFields: ['seq', 'accountNo', 'payeeName', 'amount', 'idLast6', 'idHash', 'bankCode', 'purpose', 'lineId'],
};
const banks = [testbank, testrcb];

const head = { fileNo: 'F-1', programme: 'URBAN_DIBAO', divisionCode: '370102000000', benefitMonth: '2014-06' };
const payment: FilePayment = {
  lineId: '018f2a10-0000-7000-8000-000000000001',
  holderName: '周文斌',
  idNo: '370100195006159023',
  accountNo: '6299990000000017',
  netFen: 54_001,
};
const hard: FilePayment[] = [
  payment,
  { ...payment, lineId: '018f2a10-0000-7000-8000-000000000002', holderName: '𠮷买买提·艾力', netFen: 1, idNo: null },
];

describe.each(banks)('files for $code', (profile) => {
  it('are the golden bytes, with a rare character and the middle dot', () => {
    const golden = readFileSync(new URL(`../../test/fixtures/${fileNameOf(profile, 'F-1')}`, import.meta.url));
    const { content, totalFen, lineCount } = writeFile(profile, head, hard);
    expect(content.equals(golden)).toBe(true);
    expect([totalFen, lineCount]).toEqual([54_002, 2]);
  });

  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !/[|\p{Cc}\p{Cs}]/u.test(text));
  const payments = fc.array(
    fc.record({
      lineId: fc.uuid(),
      holderName: name,
      idNo: fc.constantFrom(null, '370100195006159023'),
      accountNo: fc.stringMatching(/^[0-9]{8,30}$/),
      netFen: fc.integer({ min: 1, max: 1_000_000_000 }),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('are read back as they were written, whatever the name', () => {
    fc.assert(
      fc.property(payments, (list) => {
        const { content, totalFen } = writeFile(profile, head, list);
        const read = readFile(profile, content);
        expect(read?.head).toEqual(head);
        expect(read?.totalFen).toBe(totalFen);
        const seen = read?.payments.map(({ idLast6: _, idHash: __, ...one }) => one);
        expect(seen).toEqual(list.map(({ idNo: _, ...one }) => one));
      }),
      { numRuns: 60 },
    );
  });

  it('are not read with one byte changed, removed or added', () => {
    const { content } = writeFile(profile, head, hard);
    for (let at = 0; at < content.length; at += 1) {
      const changed = Buffer.from(content);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const read = readFile(profile, changed);
      // Head fields that no sum covers may differ, and then they are told as they are.
      if (read !== undefined) expect(read.head).not.toEqual(head);
      expect(readFile(profile, Buffer.concat([content.subarray(0, at), content.subarray(at + 1)]))?.head).not.toEqual(
        head,
      );
    }
    expect(readFile(profile, Buffer.concat([content, Buffer.from('\n')]))).toBeUndefined();
  });
});

it('a field that a bank’s format cannot carry is never written', () => {
  for (const holderName of ['甲|乙', '甲\n乙', '\ud800']) {
    expect(() => writeFile(testbank, head, [{ ...payment, holderName }])).toThrow('FIELD_NOT_WRITABLE');
  }
  expect(() => writeFile(testrcb, head, [{ ...payment, holderName: '甲\r乙' }])).toThrow('FIELD_NOT_WRITABLE');
});

it('the number of a person stands in no file, and its hash differs from file to file', () => {
  const [a, b] = ['F-1', 'F-2'].map((fileNo) => writeFile(testbank, { ...head, fileNo }, [payment]).content.toString());
  expect(a).not.toContain(payment.idNo);
  expect(a?.split('\n')[1]?.split('|')[4]).not.toBe(b?.split('\n')[1]?.split('|')[4]);
});
