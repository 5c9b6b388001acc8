import { paymentBatchFiled } from '@mz/contracts';
import { type Context, expectVersion } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { openAccount } from '../payees/index.ts';
import {
  changeRun,
  lockRun,
  type RunRow,
  type RunView,
  requireState,
  settleRun,
  showRun,
  tellBatch,
} from '../runs/index.ts';
import { screen } from '../screening/index.ts';
import { settleLines } from '../settlement.ts';
import { dropWritten } from './drop.ts';
import { type FileProfile, fileNameOf, readFile, type WrittenFile, writeFile } from './profile.ts';
import { listPayable, type PayableLine } from './queries.ts';

type BankPart = { readonly bankCode: string; readonly fileNo: string; readonly written: WrittenFile };

/** Screens once more and writes one file a bank of what is ready; net 0 is settled without a file line. */
export async function file(kit: AppKit, ctx: Context, id: string): Promise<RunView> {
  const parts: BankPart[] = [];
  const view = await kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const run = await lockRun(unit.db, id);
    expectVersion(ctx, run.version);
    kit.authorize(ctx, { divisionCode: run.currentDivisionCode });
    requireState(run, 'file');
    await screen(work, run);
    const settled = await settleNothingToPay(work, run);
    parts.push(...(await writeBankFiles(work, run)));
    await markFiled(work, run, parts.length > 0 || settled > 0);
    unit.audit({
      action: 'runs.file',
      recordType: 'run',
      recordId: id,
      after: { files: parts.map(({ fileNo, written }) => ({ fileNo, lines: written.lineCount })) },
    });
    return showRun(unit.db, id);
  });
  if (parts.length > 0) await dropWritten(kit, kit.system('bankFiles.drop'));
  return view;
}

async function settleNothingToPay(work: Work, run: RunRow): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from line where run_id = ${run.id} and state = 'READY' and amount_fen = deduction_fen
    order by id`.execute(work.unit.db);
  const postedOn = work.kit.clock.today();
  await settleLines(
    work,
    run,
    rows.map(({ id }) => ({ lineId: id, postedOn })),
  );
  return rows.length;
}

async function writeBankFiles(work: Work, run: RunRow): Promise<BankPart[]> {
  const { unit } = work;
  const byBank = Map.groupBy(await listPayable(unit.db, run.id), ({ bankCode }) => bankCode);
  const profiles = await unit.db.selectFrom('bank').selectAll().execute();
  const [earlier] = await unit.db
    .selectFrom('bankFile')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('runId', '=', run.id)
    .execute();
  const parts: BankPart[] = [];
  for (const [bankCode, lines] of [...byBank].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const profile = profiles.find(({ code }) => code === bankCode);
    if (profile === undefined) throw new Error(`bank ${bankCode} has no file profile`);
    const number = Number(earlier?.count ?? 0) + parts.length + 1;
    parts.push(await writeBankFile(work, run, { profile, lines, number }));
  }
  return parts;
}

interface OneBank {
  readonly profile: FileProfile;
  readonly lines: readonly PayableLine[];
  readonly number: number;
}

async function writeBankFile(work: Work, run: RunRow, { profile, lines, number }: OneBank): Promise<BankPart> {
  const { kit, unit, ctx } = work;
  const { benefitMonth, programme, currentDivisionCode: divisionCode } = run;
  const fileNo = `F-${divisionCode.slice(0, 6)}-${benefitMonth}-${profile.code}-${run.id.slice(-12)}-${number}`;
  const payments = lines.map((line) => {
    const { number: accountNo, holderName, idNo } = openAccount(kit, line);
    return { lineId: line.lineId, netFen: line.netFen, accountNo, holderName, idNo };
  });
  const written = writeFile(profile, { fileNo, programme, divisionCode, benefitMonth }, payments);
  // What we cannot read back the bank cannot either.
  if (readFile(profile, written.content)?.totalFen !== written.totalFen)
    throw new Error(`file ${fileNo} is unreadable`);
  const id = kit.newId();
  const sealed = kit.fields.encrypt(written.content.toString('base64'), {
    table: 'bank_file',
    column: 'content',
    recordId: id,
  });
  const { lineCount, totalFen, sha256 } = written;
  const record = {
    id,
    runId: run.id,
    fileNo,
    fileName: fileNameOf(profile, fileNo),
    bankCode: profile.code,
    lineCount,
    totalFen,
  };
  await unit.db
    .insertInto('bankFile')
    .values({
      ...record,
      sha256,
      content: sealed,
      writtenOn: kit.clock.today(),
      writtenBy: ctx.actor.subject,
      state: 'WRITTEN',
      currentDivisionCode: divisionCode,
    })
    .execute();
  await recordLines(work, run, { fileId: id, lines });
  return { bankCode: profile.code, fileNo, written };
}

/** From here on each line names the fund that pays it. */
async function recordLines(
  { unit }: Work,
  run: RunRow,
  { fileId, lines }: { readonly fileId: string; readonly lines: readonly PayableLine[] },
): Promise<void> {
  const ids = lines.map(({ lineId }) => lineId);
  await sql`
    insert into bank_file_line (bank_file_id, seq, line_id, amount_fen)
    select ${fileId}::uuid, t.seq, t.line_id, t.net_fen
    from unnest(${ids}::uuid[], ${lines.map(({ netFen }) => netFen)}::bigint[])
      with ordinality as t(line_id, net_fen, seq)`.execute(unit.db);
  await sql`update line set state = 'FILED', fund_id = coalesce(fund_id, ${run.fundId}), version = version + 1
    where id = any (${ids}::uuid[])`.execute(unit.db);
  await sql`update benefit_entry set state = 'FILED' where line_id = any (${ids}::uuid[])`.execute(unit.db);
}

/** With every line held there is nothing to file: the run stays as it is. */
async function markFiled(work: Work, run: RunRow, moved: boolean): Promise<void> {
  if (!moved) return changeRun(work, run, {});
  await settleRun(work, run, 'FILED');
  tellBatch(work, paymentBatchFiled, run);
}
