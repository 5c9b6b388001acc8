import { ExchangeAnswerRow, type ExchangeHeader } from '@mz/contracts';
import { hasForm } from '../compiled.ts';
import { largestFileBytes } from './channel.ts';

/** A file that was sent, as far as its answer depends on it. */
export interface AskedFile {
  readonly fileNo: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  /** Each seq of the file, and whether an earlier answer file returned it. */
  readonly rows: { get(seq: number): { readonly answered: boolean } | undefined };
}

/** The rows of an answer file, or why the whole file is refused. */
export type AnswerFileDecision =
  | { ok: true; rows: readonly ExchangeAnswerRow[] }
  | { ok: false; code: 'FILE_STRUCTURE_INVALID' };

const refused = { ok: false, code: 'FILE_STRUCTURE_INVALID' } as const;

/**
 * Every seq returns exactly once: an unknown or doubled seq, also one that an earlier file returned, refuses the file;
 * a seq that is missing stays open (income-verification.md §4 batch file convention).
 */
export function decideAnswerFile(
  { header, rows }: { readonly header: ExchangeHeader; readonly rows: readonly unknown[] },
  asked: AskedFile,
): AnswerFileDecision {
  if (header.kind !== 'ANSWER' || header.agency !== asked.agencyCode || header.item !== asked.itemCode) return refused;
  const typed = rows.flatMap((row) => (hasForm(ExchangeAnswerRow, row) ? [row] : []));
  if (typed.length !== rows.length) return refused;
  const seqs = new Set(typed.map(({ seq }) => seq));
  if (seqs.size !== typed.length) return refused;
  const fits = typed.every(({ seq }) => asked.rows.get(seq)?.answered === false);
  return fits ? { ok: true, rows: typed } : refused;
}

/** The number of the file that an answer file answers: its own without `-A` and the running number. */
export function answeredFileNo(fileNo: string): string {
  return fileNo.replace(/-A\d{1,3}$/, '');
}

const [mebibyte, bytesPerRow] = [1024 * 1024, 256 * 1024];

/** How large the answer to a file of so many rows may be; no answer holds more than 500 rows of its item. */
export function largestAnswerBytes(askedRows: number): number {
  return Math.min(largestFileBytes, mebibyte + askedRows * bytesPerRow);
}

/** The number of a file: agency, item, day and a running number of that day. */
export function fileNumber(file: { agencyCode: string; itemCode: string; day: string; serial: number }): string {
  const serial = String(file.serial).padStart(3, '0');
  return `${file.agencyCode}-${file.itemCode}-${file.day.replaceAll('-', '')}-${serial}`;
}

/** What is made of a file number that was seen before. */
export function decideRepeat(
  accepted: { readonly sha256: string } | undefined,
  sha256: string,
): 'NEW' | 'REPEAT' | 'FILE_CONFLICT' {
  if (accepted === undefined) return 'NEW';
  return accepted.sha256 === sha256 ? 'REPEAT' : 'FILE_CONFLICT';
}
