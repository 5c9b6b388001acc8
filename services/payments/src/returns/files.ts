import { createHash } from 'node:crypto';
import type { OperationInputOf, OperationOutputOf, uploadReturn, uploadReturnFile } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { returnKeyOf } from '../banks/index.ts';
import { applyReturn } from './commands.ts';
import { type ReturnFile, type ReturnProfile, readReturnFile } from './return-file.ts';
import { checkSignature } from './signature.ts';

type Applied = OperationOutputOf<typeof uploadReturnFile>;
type Upload = OperationInputOf<typeof uploadReturn>['body'];

/** A file as the bank gave it. */
export interface ArrivedFile {
  readonly bankCode: string;
  readonly fileName: string;
  readonly bytes: Buffer;
  /** The bank's detached signature, where one came with it. */
  readonly signature?: string | undefined;
}

/** Takes the bank's own file, in its layout and encoding, whole or not at all (payments.md §5). */
export async function uploadFile(
  kit: AppKit,
  ctx: Context,
  { bankCode, fileName, contentBase64, signatureBase64 }: OperationInputOf<typeof uploadReturnFile>['body'],
): Promise<Applied> {
  const bytes = Buffer.from(contentBase64, 'base64');
  return kit.write(ctx, (unit) =>
    takeIn({ kit, ctx, unit }, { bankCode, fileName, bytes, signature: signatureBase64 }),
  );
}

/** Reads, applies and records an arrived file in one unit of work. */
export async function takeIn(work: Work, file: ArrivedFile): Promise<Applied> {
  const { db } = work.unit;
  const profile = await profileOf(db, file.bankCode);
  const signed = checkSignature(await returnKeyOf(db, file.bankCode), { bytes: file.bytes, signature: file.signature });
  if (!signed.ok) throw fail(signed.code, signed.detail === undefined ? {} : { detail: signed.detail });
  const read = readReturnFile(profile, file.bytes);
  if (!read.ok) throw fail(read.code, read.detail === undefined ? {} : { detail: read.detail });
  const { bankFileId, divisionCode } = await answeredFile(db, file.bankCode, read.value);
  const applied = await applyReturn(work, bodyOf(read.value, bankFileId), read.value.okFen);
  await recordArrival(work, file, { state: 'APPLIED', divisionCode });
  return applied;
}

async function profileOf(db: Db, bankCode: string): Promise<ReturnProfile> {
  const profile = await db.selectFrom('bank').selectAll().where('code', '=', bankCode).executeTakeFirst();
  if (profile === undefined) throw fail('BANK_UNKNOWN', { pointer: '/body/bankCode' });
  return profile;
}

async function answeredFile(
  db: Db,
  bankCode: string,
  { originalNo }: ReturnFile,
): Promise<{ bankFileId: string; divisionCode: string }> {
  const file = await db
    .selectFrom('bankFile')
    .select(['id as bankFileId', 'currentDivisionCode as divisionCode'])
    .where('fileNo', '=', originalNo)
    .where('bankCode', '=', bankCode)
    .executeTakeFirst();
  if (file === undefined) throw fail('BANK_FILE_UNKNOWN');
  return file;
}

function bodyOf({ fileNo, originalSha256, lines, totalFen }: ReturnFile, bankFileId: string): Upload {
  return { fileNo, bankFileId, originalSha256, lines: [...lines], totalFen };
}

/** What became of an arrived file, its bytes encrypted; the same file again is the same row. */
export async function recordArrival(
  { kit, ctx, unit }: Work,
  { bankCode, fileName, bytes }: ArrivedFile,
  became: { readonly state: 'APPLIED' | 'REFUSED'; readonly refusedCode?: string; readonly divisionCode: string },
): Promise<void> {
  const id = kit.newId();
  const place = { table: 'return_arrival', column: 'content', recordId: id };
  await unit.db
    .insertInto('returnArrival')
    .values({
      id,
      bankCode,
      fileName,
      sha256: sha256Of(bytes),
      content: kit.fields.encrypt(bytes.toString('base64'), place),
      state: became.state,
      refusedCode: became.refusedCode ?? null,
      arrivedOn: kit.clock.today(),
      arrivedBy: ctx.actor.subject,
      currentDivisionCode: became.divisionCode,
    })
    .onConflict((conflict) => conflict.columns(['bankCode', 'fileName', 'sha256']).doNothing())
    .execute();
}

/** The hash by which an arrived file is known again. */
export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
