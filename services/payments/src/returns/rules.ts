import type { FailCode } from '@mz/contracts';
import { accept, type Decision, type Fen, type LegalDay, refuse } from '@mz/domain';
import type { Static } from 'typebox';

/** A bank's return as uploaded. */
export interface BankReturn {
  readonly originalSha256: string;
  readonly totalFen: Fen;
  /** Sum of what was credited, where the bank's file states it. */
  readonly okFen?: Fen;
  readonly lines: readonly {
    readonly seq: number;
    readonly result: 'OK' | 'FAIL';
    readonly failCode?: Static<typeof FailCode>;
    readonly postedOn: LegalDay;
  }[];
}

/** The file that it answers. */
export interface AnsweredFile {
  readonly sha256: string;
  readonly totalFen: Fen;
  readonly lineCount: number;
  /** Amount of each line by its sequence number. */
  readonly amounts: ReadonlyMap<number, Fen>;
}

/**
 * Whether a return answers its file whole: the quoted hash, every sequence number once and no other, the total, a code on
 * every failure and on nothing else (payments.md §5). One fault refuses all of it.
 */
export function checkReturn(answer: BankReturn, file: AnsweredFile): Decision<null, 'BANK_FILE_MISMATCH'> {
  if (answer.originalSha256 !== file.sha256) return refuse('BANK_FILE_MISMATCH', '原文件散列值不符');
  const seqs = new Set(answer.lines.map(({ seq }) => seq));
  if (seqs.size !== answer.lines.length) return refuse('BANK_FILE_MISMATCH', '序号重复');
  if (answer.lines.some(({ seq }) => seq > file.lineCount)) return refuse('BANK_FILE_MISMATCH', '序号不在原文件内');
  if (seqs.size !== file.lineCount) return refuse('BANK_FILE_MISMATCH', '序号缺失');
  if (answer.totalFen !== file.totalFen) return refuse('BANK_FILE_MISMATCH', '合计金额不符');
  const okFen = answer.lines.reduce(
    (sum, { seq, result }) => sum + (result === 'OK' ? (file.amounts.get(seq) ?? 0) : 0),
    0,
  );
  if (answer.okFen !== undefined && answer.okFen !== okFen) return refuse('BANK_FILE_MISMATCH', '成功金额不符');
  const coded = answer.lines.every(({ result, failCode }) => (result === 'FAIL') === (failCode !== undefined));
  return coded ? accept(null) : refuse('BANK_FILE_MISMATCH', '失败代码不符');
}
