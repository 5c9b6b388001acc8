import { createHash } from 'node:crypto';
import { type Fen, formatYuan } from '@mz/domain';
import iconv from 'iconv-lite';

/** How one bank reads its files (payments.md §5). */
export interface FileProfile {
  readonly code: string;
  readonly separator: string;
  readonly encoding: string;
  readonly amountUnit: string;
}

/** What stands in the head of a file. */
export interface FileHead {
  readonly fileNo: string;
  readonly programme: string;
  readonly divisionCode: string;
  readonly benefitMonth: string;
}

/** One payment of a file, in the order of its sequence from 1. */
export interface FilePayment {
  readonly lineId: string;
  readonly holderName: string;
  readonly idNo: string | null;
  readonly accountNo: string;
  readonly netFen: Fen;
}

/** The bytes of a file with what its record needs. */
export interface WrittenFile {
  readonly content: Buffer;
  readonly lineCount: number;
  readonly totalFen: Fen;
  readonly sha256: string;
}

const purposeText = '民政救助资金';

/** Header {batch_no, programme, division, month, count, total, sha256 of the lines}, lines, trailer {count, total}. */
export function writeFile(profile: FileProfile, head: FileHead, payments: readonly FilePayment[]): WrittenFile {
  const totalFen = payments.reduce((sum, { netFen }) => sum + netFen, 0);
  const amount = (fen: Fen) => (profile.amountUnit === 'YUAN' ? formatYuan(fen) : String(fen));
  const row = (fields: readonly (string | number)[]) => encode(profile, `${fields.join(profile.separator)}\n`);
  const lines = Buffer.concat(
    payments.map((payment, index) => {
      const { lineId, holderName, idNo, accountNo, netFen } = payment;
      const identity = [(idNo ?? '').slice(-6), idNo === null ? '' : sha256Of(`${head.fileNo}|${idNo}`)];
      return row([index + 1, lineId, holderName, ...identity, accountNo, profile.code, amount(netFen), purposeText]);
    }),
  );
  const { fileNo, programme, divisionCode, benefitMonth } = head;
  const counts = [payments.length, amount(totalFen)];
  const header = row(['H', fileNo, programme, divisionCode, benefitMonth, ...counts, sha256Of(lines)]);
  const content = Buffer.concat([header, lines, row(['T', ...counts])]);
  return { content, lineCount: payments.length, totalFen, sha256: sha256Of(content) };
}

/** The name of the file in the drop folder. */
export function fileNameOf(fileNo: string): string {
  return `${fileNo}.txt`;
}

function encode({ encoding }: FileProfile, text: string): Buffer {
  return encoding === 'GB18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8');
}

function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
