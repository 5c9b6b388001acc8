import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountOf,
  amountText,
  type FilePayment,
  type FileProfile,
  fileNameOf,
  readFile,
  valuesOf,
  writeFile,
} from './profile.ts';
import { decodeRows, encodeRow } from './rows.ts';

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

it('a profile that names a field nobody knows writes no file', () => {
  expect(() => writeFile({ ...testbank, lineFields: ['seq', 'shoeSize'] }, head, [payment])).toThrow('shoeSize');
});

it('the hash of a file is that of its bytes', () => {
  const { content, sha256 } = writeFile(testbank, head, hard);
  expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
});

describe('an amount in the unit of the bank', () => {
  it.each([
    ['FEN', 0, '0'],
    ['FEN', 54_001, '54001'],
    ['FEN', 1_000_000_000_000, '1000000000000'],
    ['YUAN', 5, '0.05'],
    ['YUAN', 54_000, '540.00'],
    ['YUAN', 1_000_000_000_000, '10000000000.00'],
  ])('%s: %i is written %s and read again', (amountUnit, fen, text) => {
    expect([amountText({ amountUnit }, fen), amountOf({ amountUnit }, text)]).toEqual([text, fen]);
  });

  it.each([
    ...['', '-1', '+1', '01', '1.00', '1,000', ' 1', '1 ', '1000000000001'].map((text) => ['FEN', text]),
    ...['', '1', '1.0', '1.000', '01.00', '-1.00', '.50', '1,000.00', ' 1.00', '1.00 ', '1.0x', '10000000000.01'].map(
      (text) => ['YUAN', text],
    ),
  ])('%s: "%s" is no amount', (amountUnit = '', text = '') => {
    expect(amountOf({ amountUnit }, text)).toBeUndefined();
  });
});

it('a row with more or fewer fields than the profile says has no values', () => {
  expect(valuesOf(['a', 'b'], ['1', '2'])).toEqual({ a: '1', b: '2' });
  for (const row of [['1'], ['1', '2', '3'], undefined]) expect(valuesOf(['a', 'b'], row)).toBeUndefined();
});

describe('rows are read in the one form in which they are written', () => {
  const quoted = { separator: ',', encoding: 'GB18030', quoting: 'ALL' };
  const plain = { separator: '|', encoding: 'UTF-8', quoting: 'NONE' };

  it('quotes and separators within a field come back', () => {
    const fields = ['甲"乙', '甲,乙', '', '""'];
    expect(decodeRows(quoted, encodeRow(quoted, fields))).toEqual([fields]);
    expect(decodeRows(plain, encodeRow(plain, ['甲"乙', '甲,乙', '']))).toEqual([['甲"乙', '甲,乙', '']]);
  });

  it.each([
    ['a field without quotes', '"1",2\n'],
    ['something behind a quote', '"1"x,"2"\n'],
    ['another separator', '"1";"2"\n'],
    ['something before a quote', 'xy"a,"b"\n'],
    ['a quote that does not end', '"1","2\n'],
    ['a carriage return in one of two fields', '"1\r","2"\n'],
    ['a separator at the end', '"1",\n'],
    ['an empty row', '"1"\n\n'],
    ['no end of the last row', '"1"'],
    ['a carriage return', '"1\r"\n'],
  ])('%s is no file', (_name, text) => {
    expect(decodeRows(quoted, Buffer.from(text))).toBeUndefined();
  });
});

describe('a file that is not as it is written is not read, though its rows are', () => {
  const rows = () => decodeRows(testbank, writeFile(testbank, head, [payment]).content) ?? [];
  const bytesOf = (changed: readonly string[][]) => Buffer.concat(changed.map((row) => encodeRow(testbank, row)));
  /** The hash of the lines is made anew: only the change itself can be noticed. */
  const spoilt = (row: number, field: number, text: string): Buffer => {
    const changed = rows().map((fields, at) =>
      fields.map((value, index) => (at === row && index === field ? text : value)),
    );
    const sha256 = createHash('sha256')
      .update(bytesOf(changed.slice(1, -1)))
      .digest('hex');
    return bytesOf(changed.map((fields, at) => (at === 0 ? fields.with(7, sha256) : fields)));
  };

  it('the rows as they were are read', () => {
    expect(readFile(testbank, bytesOf(rows()))?.totalFen).toBe(54_001);
    expect(readFile(testbank, spoilt(1, 2, '周文彬'))?.payments[0]?.holderName).toBe('周文彬');
  });

  it.each([
    ['a head of another kind', 0, 0, 'X'],
    ['a wrong count in the head', 0, 5, '2'],
    ['a wrong total in the head', 0, 6, '54002'],
    ['a trailer of another kind', 2, 0, 'H'],
    ['a wrong count in the trailer', 2, 1, '0'],
    ['a wrong total in the trailer', 2, 2, '1'],
    ['a wrong sequence', 1, 0, '2'],
    ['another bank', 1, 6, 'TESTRCB'],
    ['another purpose', 1, 8, '工资'],
    ['no amount', 1, 7, ''],
  ])('%s', (_name, row, field, text) => {
    expect(readFile(testbank, spoilt(row, field, text))).toBeUndefined();
  });

  it('a file of no payments is read back as one', () => {
    const { content } = writeFile(testbank, head, []);
    expect(readFile(testbank, content)).toEqual({ head, payments: [], totalFen: 0 });
  });

  it.each([
    ['a head alone', (all: string[][]) => all.slice(0, 1)],
    ['no rows', () => []],
    ['a head with a field more', (all: string[][]) => all.map((row, at) => (at === 0 ? [...row, ''] : row))],
    ['a line with a field more', (all: string[][]) => all.map((row, at) => (at === 1 ? [...row, ''] : row))],
    ['a trailer with a field more', (all: string[][]) => all.map((row, at) => (at === 2 ? [...row, ''] : row))],
  ])('%s', (_name, change) => {
    expect(readFile(testbank, bytesOf(change(rows())))).toBeUndefined();
  });
});

describe('a bank may leave fields out of its layout', () => {
  const without = (...left: string[]): FileProfile => ({
    ...testbank,
    headerFields: testbank.headerFields.filter((name) => !left.includes(name)),
    lineFields: testbank.lineFields.filter((name) => !left.includes(name)),
  });
  const readBack = (profile: FileProfile) => readFile(profile, writeFile(profile, head, [payment]).content);

  it('what its head does not say is read as nothing', () => {
    const bare = without('fileNo', 'programme', 'divisionCode', 'benefitMonth');
    expect(readBack(bare)?.head).toEqual({ fileNo: '', programme: '', divisionCode: '', benefitMonth: '' });
  });

  it('so is what its lines do not say of the identity', () => {
    expect(readBack(without('idLast6', 'idHash'))?.payments).toEqual([
      {
        lineId: payment.lineId,
        holderName: '周文斌',
        idLast6: '',
        idHash: '',
        accountNo: payment.accountNo,
        netFen: 54_001,
      },
    ]);
  });

  it.each(['seq', 'lineId', 'payeeName', 'accountNo', 'bankCode', 'amount', 'purpose'])(
    'but lines without %s pay nobody',
    (name) => {
      expect(readBack(without(name))).toBeUndefined();
    },
  );
});
