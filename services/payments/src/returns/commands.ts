import type { OperationInputOf, OperationOutputOf, uploadReturn } from '@mz/contracts';
import { canonicalHash, type Fen } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { lockRun, type RunRow, requireState, settleRun, showRun } from '../runs/index.ts';
import { bookSettlement, type Credited, failLines, type Returned, settleLines } from '../settlement.ts';
import { checkReturn } from './rules.ts';

type Upload = OperationInputOf<typeof uploadReturn>['body'];
type Applied = OperationOutputOf<typeof uploadReturn>;

/** Applies a bank's return whole or refuses it whole; the same return again changes nothing (payments.md P4–P6). */
export async function upload(kit: AppKit, ctx: Context, body: Upload): Promise<Applied> {
  return kit.write(ctx, (unit) => applyReturn({ kit, ctx, unit }, body));
}

/** The step itself; `okFen` is what a bank's own file says was credited. */
export async function applyReturn(work: Work, body: Upload, okFen?: Fen): Promise<Applied> {
  const { kit, ctx, unit } = work;
  const contentHash = canonicalHash(body);
  const file = await unit.db
    .selectFrom('bankFile')
    .select(['id', 'runId', 'sha256', 'totalFen', 'lineCount', 'currentDivisionCode'])
    .where('id', '=', body.bankFileId)
    .executeTakeFirst();
  if (file === undefined) throw fail('BANK_FILE_UNKNOWN', { pointer: '/body/bankFileId' });
  kit.authorize(ctx, { divisionCode: file.currentDivisionCode });
  const run = await lockRun(unit.db, file.runId);
  const earlier = await findReturn(work, body);
  if (earlier !== undefined) {
    if (earlier.contentHash !== contentHash) throw fail('FILE_CONFLICT', { pointer: '/body/fileNo' });
    const { fileNo, settled, failed } = earlier;
    return { fileNo, settled, failed, run: await showRun(unit.db, run.id) };
  }
  requireState(run, 'return');
  const rows = await linesOf(work, file.id);
  const amounts = new Map(rows.map(({ seq, amountFen }) => [seq, amountFen]));
  const answer = { ...body, ...(okFen === undefined ? {} : { okFen }) };
  const checked = checkReturn(answer, { ...file, amounts });
  if (!checked.ok) throw fail(checked.code, checked.detail === undefined ? {} : { detail: checked.detail });
  const counts = await apply(work, run, { body, rows });
  await record(work, body, { ...counts, contentHash, divisionCode: file.currentDivisionCode });
  return { fileNo: body.fileNo, ...counts, run: await showRun(unit.db, run.id) };
}

interface FileLine {
  readonly seq: number;
  readonly lineId: string;
  readonly amountFen: Fen;
}

async function linesOf({ unit }: Work, bankFileId: string): Promise<FileLine[]> {
  return unit.db
    .selectFrom('bankFileLine')
    .select(['seq', 'lineId', 'amountFen'])
    .where('bankFileId', '=', bankFileId)
    .execute();
}

/** A return of this number, or of this file under another number. */
async function findReturn({ unit }: Work, { fileNo, bankFileId }: Upload) {
  return unit.db
    .selectFrom('bankReturn')
    .selectAll()
    .where((eb) => eb.or([eb('fileNo', '=', fileNo), eb('bankFileId', '=', bankFileId)]))
    .executeTakeFirst();
}

async function apply(
  work: Work,
  run: RunRow,
  { body, rows }: { readonly body: Upload; readonly rows: readonly FileLine[] },
): Promise<{ settled: number; failed: number }> {
  const lineOf = new Map(rows.map(({ seq, lineId }) => [seq, lineId]));
  const credited: Credited[] = [];
  const returned: Returned[] = [];
  for (const { seq, result, failCode, postedOn } of body.lines) {
    const lineId = lineOf.get(seq);
    if (lineId === undefined) throw new Error(`file ${body.bankFileId} has no line ${seq}`);
    if (failCode !== undefined) returned.push({ lineId, failCode });
    else if (result === 'OK') credited.push({ lineId, postedOn });
  }
  await settleLines(work, run, credited);
  await failLines(work, run, returned);
  await bookSettlement(work, run, { id: body.bankFileId, lineIds: credited.map(({ lineId }) => lineId) });
  await settleRun(work, run, 'PARTIAL_RETURN');
  return { settled: credited.length, failed: returned.length };
}

interface Record {
  readonly settled: number;
  readonly failed: number;
  readonly contentHash: string;
  readonly divisionCode: string;
}

async function record({ kit, ctx, unit }: Work, body: Upload, { divisionCode, ...counts }: Record): Promise<void> {
  const { fileNo, bankFileId, lines } = body;
  const uploaded = { uploadedBy: ctx.actor.subject, uploadedAt: kit.clock.wall(), currentDivisionCode: divisionCode };
  await unit.db
    .insertInto('bankReturn')
    .values({ fileNo, bankFileId, ...counts, ...uploaded })
    .execute();
  await sql`
    insert into bank_return_line (file_no, seq, result, fail_code, posted_on)
    select ${fileNo}, t.* from unnest(${lines.map(({ seq }) => seq)}::int[],
      ${lines.map(({ result }) => result)}::text[], ${lines.map(({ failCode }) => failCode ?? null)}::text[],
      ${lines.map(({ postedOn }) => postedOn)}::date[]) as t`.execute(unit.db);
  await unit.db.updateTable('bankFile').set({ state: 'RETURNED' }).where('id', '=', bankFileId).execute();
  const { settled, failed } = counts;
  unit.audit({
    action: 'returns.upload',
    recordType: 'bank_return',
    recordId: bankFileId,
    after: { fileNo, settled, failed },
  });
}
