import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeRow } from '../bank-files/rows.ts';
import { type ReturnProfile, readReturnFile } from './return-file.ts';

const profile: ReturnProfile = {
  ...{ code: 'TESTBANK', separator: '|', encoding: 'UTF-8', quoting: 'NONE', amountUnit: 'FEN' },
  ...{ fileName: '{fileNo}.txt', headerFields: [], lineFields: [], trailerFields: [] },
  returnFields: ['seq', 'result', 'failCode', 'postedOn'],
};
const rural: ReturnProfile = { ...profile, amountUnit: 'YUAN', separator: ',', encoding: 'GB18030', quoting: 'ALL' };

const lines = [
  ['2', 'FAIL', 'NAME_MISMATCH', '2014-06-05'],
  ['1', 'OK', '', '2014-06-05'],
];
const header = { type: 'R', fileNo: 'R-1', count: '2', total: '105667', sha256: undefined as string | undefined };
const trailer = { type: 'T', okCount: '1', okTotal: '54000', failCount: '1', failTotal: '51667' };

interface Written {
  readonly header?: Partial<typeof header>;
  readonly trailer?: Partial<typeof trailer>;
  readonly lines?: string[][];
}

/** The bytes of a return as a bank writes it, spoilt where a test says so. */
function fileOf(change: Written = {}, format = profile): Buffer {
  const [head, tail] = [
    { ...header, ...change.header },
    { ...trailer, ...change.trailer },
  ];
  const body = Buffer.concat((change.lines ?? lines).map((fields) => encodeRow(format, fields)));
  const sha256 = head.sha256 ?? createHash('sha256').update(body).digest('hex');
  return Buffer.concat([
    encodeRow(format, [head.type, head.fileNo, 'F-1', 'a'.repeat(64), head.count, head.total, sha256]),
    body,
    encodeRow(format, [tail.type, tail.okCount, tail.okTotal, tail.failCount, tail.failTotal]),
  ]);
}

describe('a return is read whole or not at all (payments.md §5)', () => {
  const whole = {
    ok: true,
    value: {
      fileNo: 'R-1',
      originalNo: 'F-1',
      originalSha256: 'a'.repeat(64),
      lines: [
        { seq: 2, result: 'FAIL', failCode: 'NAME_MISMATCH', postedOn: '2014-06-05' },
        { seq: 1, result: 'OK', postedOn: '2014-06-05' },
      ],
      totalFen: 105_667,
      okFen: 54_000,
      failFen: 51_667,
    },
  };

  it('in the layout of either bank, its lines in the order of the bank', () => {
    expect(readReturnFile(profile, fileOf())).toEqual(whole);
    const yuan = { header: { total: '1056.67' }, trailer: { okTotal: '540.00', failTotal: '516.67' } };
    expect(readReturnFile(rural, fileOf(yuan, rural))).toEqual(whole);
  });

  it.each([...['ACCOUNT_CLOSED', 'NAME_MISMATCH', 'FROZEN', 'INVALID_NO', 'DORMANT', 'BANK_ERROR']])(
    'with the failure %s',
    (code) => {
      const failed = [['2', 'FAIL', code, '2014-06-05'], lines[1] ?? []];
      expect(readReturnFile(profile, fileOf({ lines: failed }))).toMatchObject({
        ok: true,
        value: { lines: [{ failCode: code }, { seq: 1 }] },
      });
    },
  );

  it.each<[string, Written]>([
    ['首行或末行不符', { header: { type: 'H' } }],
    ['首行或末行不符', { trailer: { type: 'R' } }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1', 'OK', '', '2014-06-31']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['0', 'OK', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['01', 'OK', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1x', 'OK', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['x1', 'OK', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1000000', 'OK', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1', 'DONE', '', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1', 'OK', 'FROZEN', '2014-06-05']] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1', 'DONE', 'FROZEN', '2014-06-05']] }],
    ['明细行不符', { lines: [['2', 'FAIL', '', '2014-06-05'], lines[1] ?? []] }],
    ['明细行不符', { lines: [['2', 'FAIL', 'NO_REASON', '2014-06-05'], lines[1] ?? []] }],
    ['明细行不符', { lines: [lines[0] ?? [], ['1', 'OK', '']] }],
    ['合计金额不符', { header: { total: '105668' } }],
    ['合计金额不符', { header: { total: '1056.67' } }],
    ['合计金额不符', { trailer: { okTotal: '054000' } }],
    ['合计金额不符', { trailer: { failTotal: '' } }],
    ['笔数不符', { header: { count: '3' } }],
    ['笔数不符', { trailer: { okCount: '2' } }],
    ['笔数不符', { trailer: { failCount: '0' } }],
    ['明细散列值不符', { header: { sha256: 'f'.repeat(64) } }],
    ['回盘文件号不符', { header: { fileNo: '' } }],
    ['回盘文件号不符', { header: { fileNo: 'R-1/..' } }],
    ['回盘文件号不符', { header: { fileNo: '../R-1' } }],
    ['回盘文件号不符', { header: { fileNo: 'R'.repeat(81) } }],
  ])('BANK_FILE_MISMATCH with its reason %s: %j', (detail, change) => {
    expect(readReturnFile(profile, fileOf(change))).toEqual({ ok: false, code: 'BANK_FILE_MISMATCH', detail });
  });

  it.each([
    ['another encoding', Buffer.concat([Buffer.of(0xff), fileOf()]), '编码或分隔不符'],
    ['no bytes', Buffer.alloc(0), '编码或分隔不符'],
    ['a first row alone', fileOf().subarray(0, fileOf().indexOf(0x0a) + 1), '首行或末行不符'],
  ])('BANK_FILE_MISMATCH: %s', (_name, bytes, detail) => {
    expect(readReturnFile(profile, bytes)).toEqual({ ok: false, code: 'BANK_FILE_MISMATCH', detail });
  });

  it.each([
    ['first', (rows: string[]) => [`${rows[0]}|`, ...rows.slice(1)]],
    ['last', (rows: string[]) => [...rows.slice(0, -1), `${rows.at(-1)}|`]],
  ])('BANK_FILE_MISMATCH: a %s row with a field more', (_name, change) => {
    const bytes = Buffer.from(`${change(fileOf().toString().trimEnd().split('\n')).join('\n')}\n`);
    const detail = '首行或末行不符';
    expect(readReturnFile(profile, bytes)).toEqual({ ok: false, code: 'BANK_FILE_MISMATCH', detail });
  });

  it('a bank that gives no code of failure may tell what was paid, and nothing else', () => {
    const plain = { ...profile, returnFields: ['seq', 'result', 'postedOn'] };
    const paid = {
      header: { count: '1', total: '54000' },
      trailer: { failCount: '0', failTotal: '0' },
      lines: [['1', 'OK', '2014-06-05']],
    };
    expect(readReturnFile(plain, fileOf(paid))).toMatchObject({
      ok: true,
      value: { lines: [{ seq: 1, result: 'OK', postedOn: '2014-06-05' }] },
    });
    expect(readReturnFile(plain, fileOf({ ...paid, lines: [['1', 'FAIL', '2014-06-05']] }))).toMatchObject({
      ok: false,
      detail: '明细行不符',
    });
  });

  it('the hash covers the lines alone, so an exchanged line is found and a return without lines can be told', () => {
    const exchanged = fileOf({
      header: {
        sha256: createHash('sha256')
          .update(Buffer.concat(lines.map((row) => encodeRow(profile, row))))
          .digest('hex'),
      },
      lines: [...lines].reverse(),
    });
    expect(readReturnFile(profile, exchanged)).toMatchObject({ ok: false, detail: '明细散列值不符' });
    const none = {
      header: { count: '0', total: '0' },
      trailer: { okCount: '0', okTotal: '0', failCount: '0', failTotal: '0' },
    };
    expect(readReturnFile(profile, fileOf({ ...none, lines: [] }))).toMatchObject({
      ok: true,
      value: { lines: [], totalFen: 0 },
    });
  });
});
