import { createHash, type KeyObject } from 'node:crypto';
import { approveReturnKey, type BankFile, proposeReturnKey, uploadReturnFile } from '@mz/contracts';
import type { Static } from 'typebox';
import { expect } from 'vitest';
import { encodeRow, type RowFormat } from '../src/bank-files/rows.ts';
import { confirm, fileIt } from './steps.ts';
import { type Enrolled, regularLine, sendBatch, type World } from './world.ts';

/** One line of a return in the order in which the bank has it. */
export interface ReturnLine {
  readonly seq: number;
  readonly result: 'OK' | 'FAIL';
  readonly failCode?: string;
  readonly postedOn: string;
  readonly fen: number;
}

const layouts = {
  TESTBANK: {
    format: { separator: '|', encoding: 'UTF-8', quoting: 'NONE' },
    amount: (fen: number) => String(fen),
    row: ({ seq, result, failCode = '', postedOn }: ReturnLine) => [String(seq), result, failCode, postedOn],
  },
  TESTRCB: {
    format: { separator: ',', encoding: 'GB18030', quoting: 'ALL' },
    amount: (fen: number) => (fen / 100).toFixed(2),
    row: ({ seq, result, failCode = '', postedOn }: ReturnLine) => [String(seq), postedOn, result, failCode],
  },
} as const;

/** The return that a bank writes for a file, in its own layout. */
export function returnFileOf(
  bank: keyof typeof layouts,
  head: Static<typeof BankFile>,
  answer: { readonly fileNo: string; readonly lines: readonly ReturnLine[]; readonly change?: Record<string, string> },
): Buffer {
  const { format, amount, row } = layouts[bank];
  const encode = (fields: readonly string[]) => encodeRow(format as RowFormat, fields);
  const body = Buffer.concat(answer.lines.map((line) => encode(row(line))));
  const sum = (wanted: 'OK' | 'FAIL') => answer.lines.filter(({ result }) => result === wanted);
  const fen = (lines: readonly ReturnLine[]) => lines.reduce((total, line) => total + line.fen, 0);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const counts = [String(answer.lines.length), amount(fen(answer.lines)), sha256];
  const { originalSha256 = head.sha256 } = answer.change ?? {};
  const header = ['R', answer.fileNo, head.fileNo, originalSha256, ...counts];
  const [ok, failed] = [sum('OK'), sum('FAIL')];
  const { okTotal = amount(fen(ok)) } = answer.change ?? {};
  const trailer = ['T', String(ok.length), okTotal, String(failed.length), amount(fen(failed))];
  return Buffer.concat([encode(header), body, encode(trailer)]);
}

/** A confirmed and filed run of one line of 540.00; its file's head. */
export async function filedRun(world: World, household: Enrolled, payeeId: string, change: object) {
  const line = regularLine(household, payeeId, 54_000, change);
  const id = await sendBatch(world, [line]);
  await confirm(world, id);
  const { head } = await fileIt(world, id);
  return { id, head, lineId: line.lineId, line };
}

/** The bank's file as a fund officer uploads it. */
export async function uploadFile(
  world: World,
  file: { readonly bankCode: string; readonly fileName: string; readonly bytes: Buffer },
  token?: string,
) {
  const { bytes, ...named } = file;
  return world.payments.call(uploadReturnFile, {
    token: token ?? (await world.as('FUND_OFFICER')),
    body: { ...named, contentBase64: bytes.toString('base64') },
  });
}

/** Two officers of the province name the key by which a bank signs its returns. */
export async function registerReturnKey({ payments }: World, code: string, publicKey: KeyObject): Promise<void> {
  const token = (subject: string) => payments.token({ role: 'FUND_OFFICER', division: '37', subject });
  const body = { key: publicKey.export({ format: 'jwk' }) } as never;
  const proposed = await payments.call(proposeReturnKey, { token: await token('fund-1'), params: { code }, body });
  const approval = { token: await token('fund-2'), params: { id: proposed.body.id }, body: {} };
  expect(await payments.call(approveReturnKey, approval)).toMatchObject({ status: 200 });
}
