import { createHash } from 'node:crypto';
import { type Fen, fenFromYuanText, formatYuan, MAX_INPUT_FEN } from '@mz/domain';
import { decodeRows, encodeRow, type RowFormat } from './rows.ts';

/** How one bank reads its files (payments.md §5): one row of the table `bank`. */
export interface FileProfile extends RowFormat {
  readonly code: string;
  /** FEN, or YUAN with two decimals. */
  readonly amountUnit: string;
  readonly fileName: string;
  readonly headerFields: readonly string[];
  readonly lineFields: readonly string[];
  readonly trailerFields: readonly string[];
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

type Values = Readonly<Record<string, string>>;

const purposeText = '民政救助资金';

/** Header {batch_no, programme, division, month, count, total, sha256 of the lines}, lines, trailer {count, total}. */
export function writeFile(profile: FileProfile, head: FileHead, payments: readonly FilePayment[]): WrittenFile {
  const totalFen = payments.reduce((sum, { netFen }) => sum + netFen, 0);
  const row = (names: readonly string[], values: Values) =>
    encodeRow(
      profile,
      names.map((name) => fieldOf(values, name)),
    );
  const lines = Buffer.concat(
    payments.map((payment, index) => row(profile.lineFields, lineValues(profile, head, { payment, seq: index + 1 }))),
  );
  const counts = { count: String(payments.length), total: amountText(profile, totalFen) };
  const header = row(profile.headerFields, { recordType: 'H', ...head, ...counts, sha256: sha256Of(lines) });
  const content = Buffer.concat([header, lines, row(profile.trailerFields, { recordType: 'T', ...counts })]);
  return { content, lineCount: payments.length, totalFen, sha256: sha256Of(content) };
}

function lineValues(
  profile: FileProfile,
  { fileNo }: FileHead,
  { payment, seq }: { readonly payment: FilePayment; readonly seq: number },
): Values {
  const { lineId, holderName, idNo, accountNo, netFen } = payment;
  return {
    seq: String(seq),
    lineId,
    payeeName: holderName,
    idLast6: (idNo ?? '').slice(-6),
    idHash: idNo === null ? '' : sha256Of(`${fileNo}|${idNo}`),
    accountNo,
    bankCode: profile.code,
    amount: amountText(profile, netFen),
    purpose: purposeText,
  };
}

/** A line of a file as read back: of the identity only what was written. */
export interface ReadPayment extends Omit<FilePayment, 'idNo'> {
  readonly idLast6: string;
  readonly idHash: string;
}

/** A file as read back. */
export interface ReadFile {
  readonly head: FileHead;
  readonly payments: readonly ReadPayment[];
  readonly totalFen: Fen;
}

/** The file that these bytes are, or undefined when anything in them is not as `writeFile` writes it. */
export function readFile(profile: FileProfile, bytes: Buffer): ReadFile | undefined {
  const rows = decodeRows(profile, bytes);
  const header = valuesOf(profile.headerFields, rows?.at(0));
  const trailer = valuesOf(profile.trailerFields, rows?.at(-1));
  if (rows === undefined || rows.length < 2 || header?.recordType !== 'H' || trailer?.recordType !== 'T') return;
  const payments: ReadPayment[] = [];
  for (const row of rows.slice(1, -1)) {
    const payment = readPayment(profile, valuesOf(profile.lineFields, row), payments.length + 1);
    if (payment === undefined) return;
    payments.push(payment);
  }
  const totalFen = payments.reduce((sum, { netFen }) => sum + netFen, 0);
  const counts = { count: String(payments.length), total: amountText(profile, totalFen) };
  const isSame = [header, trailer].every(({ count, total }) => count === counts.count && total === counts.total);
  const lines = bytes.subarray(firstRow(bytes), bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
  if (!isSame || header.sha256 !== sha256Of(lines)) return;
  const { fileNo = '', programme = '', divisionCode = '', benefitMonth = '' } = header;
  return { head: { fileNo, programme, divisionCode, benefitMonth }, payments, totalFen };
}

// LF is no part of a longer character in either encoding.
function firstRow(bytes: Buffer): number {
  return bytes.indexOf(0x0a) + 1;
}

function readPayment(profile: FileProfile, values: Values | undefined, seq: number): ReadPayment | undefined {
  if (values?.seq !== String(seq) || values.bankCode !== profile.code || values.purpose !== purposeText) return;
  const netFen = amountOf(profile, values.amount ?? '');
  const { lineId, payeeName: holderName, idLast6, idHash, accountNo } = values;
  if (netFen === undefined || lineId === undefined || holderName === undefined || accountNo === undefined) return;
  return { lineId, holderName, idLast6: idLast6 ?? '', idHash: idHash ?? '', accountNo, netFen };
}

/** The fields of a row by name; undefined when there are more or fewer than the profile says. */
export function valuesOf(names: readonly string[], row: readonly string[] | undefined): Values | undefined {
  if (row?.length !== names.length) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']));
}

/** An amount as this bank writes it. */
export function amountText({ amountUnit }: Pick<FileProfile, 'amountUnit'>, fen: Fen): string {
  return amountUnit === 'YUAN' ? formatYuan(fen) : String(fen);
}

/** The amount of a text in the bank's unit, without sign, grouping or leading zeros; undefined for every other text. */
export function amountOf({ amountUnit }: Pick<FileProfile, 'amountUnit'>, text: string): Fen | undefined {
  const form = amountUnit === 'YUAN' ? /^(0|[1-9][0-9]{0,11})\.[0-9]{2}$/ : /^(0|[1-9][0-9]{0,13})$/;
  if (!form.test(text)) return undefined;
  const fen = amountUnit === 'YUAN' ? fenFromYuanText(text) : Number(text);
  return fen <= MAX_INPUT_FEN ? fen : undefined;
}

/** The name of the file by the bank's pattern. */
export function fileNameOf({ fileName }: Pick<FileProfile, 'fileName'>, fileNo: string): string {
  return fileName.replace('{fileNo}', fileNo);
}

function fieldOf(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`a file profile names the unknown field ${name}`);
  return value;
}

function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
