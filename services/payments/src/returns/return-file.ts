import { createHash } from 'node:crypto';
import { accept, type Decision, type Fen, parseLegalDay, refuse } from '@mz/domain';
import { amountOf, decodeRows, type FileProfile, valuesOf } from '../bank-files/index.ts';
import type { BankReturn } from './rules.ts';

/** A bank that returns files: the layout of its lines beside that of our own files. */
export interface ReturnProfile extends FileProfile {
  readonly returnFields: readonly string[];
}

/** A return as the bank wrote it. */
export interface ReturnFile extends BankReturn {
  readonly fileNo: string;
  /** Number of the file that is answered. */
  readonly originalNo: string;
  readonly okFen: Fen;
  readonly failFen: Fen;
}

type Read = Decision<ReturnFile, 'BANK_FILE_MISMATCH'>;

const headerFields = ['recordType', 'fileNo', 'originalNo', 'originalSha256', 'count', 'total', 'sha256'];
const trailerFields = ['recordType', 'okCount', 'okTotal', 'failCount', 'failTotal'];
const failCodes = ['ACCOUNT_CLOSED', 'NAME_MISMATCH', 'FROZEN', 'INVALID_NO', 'DORMANT', 'BANK_ERROR'] as const;

/**
 * Reads a return: header {R, file_no, original, its hash, count, total, sha256 of the lines}, lines in the bank's order,
 * trailer {T, count and total of OK, count and total of FAIL} (payments.md §5). One wrong byte refuses all of it.
 */
export function readReturnFile(profile: ReturnProfile, bytes: Buffer): Read {
  const rows = decodeRows(profile, bytes);
  if (rows === undefined) return refuse('BANK_FILE_MISMATCH', '编码或分隔不符');
  const header = valuesOf(headerFields, rows.at(0));
  const trailer = valuesOf(trailerFields, rows.at(-1));
  if (rows.length < 2 || header?.recordType !== 'R' || trailer?.recordType !== 'T') {
    return refuse('BANK_FILE_MISMATCH', '首行或末行不符');
  }
  const lines = rows.slice(1, -1).map((row) => readLine(valuesOf(profile.returnFields, row)));
  const good = lines.filter((line) => line !== undefined);
  if (good.length !== lines.length) return refuse('BANK_FILE_MISMATCH', '明细行不符');
  const body = bytes.subarray(bytes.indexOf(0x0a) + 1, bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
  const [totalFen, okFen, failFen] = [header.total, trailer.okTotal, trailer.failTotal].map((text) =>
    amountOf(profile, text ?? ''),
  );
  if (totalFen === undefined || okFen === undefined || failFen === undefined || okFen + failFen !== totalFen) {
    return refuse('BANK_FILE_MISMATCH', '合计金额不符');
  }
  const okCount = good.filter(({ result }) => result === 'OK').length;
  const counts = [header.count, trailer.okCount, trailer.failCount];
  if (counts.join() !== [good.length, okCount, good.length - okCount].join()) {
    return refuse('BANK_FILE_MISMATCH', '笔数不符');
  }
  if (createHash('sha256').update(body).digest('hex') !== header.sha256) {
    return refuse('BANK_FILE_MISMATCH', '明细散列值不符');
  }
  const { fileNo = '', originalNo = '', originalSha256 = '' } = header;
  if (!/^[A-Za-z0-9._-]{1,80}$/.test(fileNo)) return refuse('BANK_FILE_MISMATCH', '回盘文件号不符');
  return accept({ fileNo, originalNo, originalSha256, lines: good, totalFen, okFen, failFen });
}

function readLine(values: Readonly<Record<string, string>> | undefined): BankReturn['lines'][number] | undefined {
  const { seq = '', result, failCode: written = '', postedOn = '' } = values ?? {};
  const failCode = failCodes.find((code) => code === written);
  if (!/^[1-9][0-9]{0,5}$/.test(seq) || !parseLegalDay(postedOn).ok) return undefined;
  if (result === 'OK' && written === '') return { seq: Number(seq), result, postedOn };
  if (result === 'FAIL' && failCode !== undefined) return { seq: Number(seq), result, failCode, postedOn };
  return undefined;
}
