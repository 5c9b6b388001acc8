import type {
  approveExport,
  downloadExport,
  ExportRequest,
  OperationInputOf,
  OperationOutputOf,
  requestExport,
} from '@mz/contracts';
import { addDays, type LegalDay } from '@mz/domain';
import {
  type Context,
  type Download,
  expectVersion,
  fail,
  logPersonReads,
  numbersOn,
  pageOf,
  readCursor,
} from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { csvBytes } from '../csv.ts';
import { showRun } from '../runs/index.ts';
import { countRows, type ExportRow, exportLines, readingOfExport } from './rows.ts';

type View = Static<typeof ExportRequest>;

/** Asks for a list; nothing leaves before another person approved it. */
export async function request(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof requestExport>['body'],
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const run = body.kind === 'RUN_LINES' ? await showRun(unit.db, body.runId) : undefined;
    const divisionCode = body.kind === 'RUN_LINES' ? (run?.divisionCode ?? '') : body.divisionCode;
    kit.authorize(ctx, { divisionCode });
    const id = kit.newId();
    await unit.db
      .insertInto('exportRequest')
      .values({
        id,
        kind: body.kind,
        runId: run?.id ?? null,
        benefitMonth: body.kind === 'BENEFIT_MONTH' ? body.benefitMonth : null,
        reason: body.reason,
        state: 'REQUESTED',
        requestedBy: ctx.actor.subject,
        requestedOn: kit.clock.today(),
        currentDivisionCode: divisionCode,
      })
      .execute();
    unit.audit({ action: 'exports.request', recordType: 'export_request', recordId: id, after: { kind: body.kind } });
    return viewOf(await rowOf(unit.db, id), kit.clock.today());
  });
}

/** A second person lets it go for a few days. */
export async function approve(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof approveExport>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const row = await rowOf(unit.db, params.id);
    expectVersion(ctx, row.version);
    kit.authorize(ctx, {
      divisionCode: row.currentDivisionCode,
      separatedFrom: [{ subject: row.requestedBy, code: 'TWO_PERSON_REQUIRED' }],
    });
    if (row.state !== 'REQUESTED') throw fail('STATE_TRANSITION_INVALID');
    const today = kit.clock.today();
    const expiresOn = addDays(today, (await numbersOn(unit.db, today))('export.days'));
    await unit.db
      .updateTable('exportRequest')
      .set({ state: 'APPROVED', approvedBy: ctx.actor.subject, approvedOn: today, expiresOn, version: row.version + 1 })
      .where('id', '=', row.id)
      .execute();
    unit.audit({ action: 'exports.approve', recordType: 'export_request', recordId: row.id, after: { expiresOn } });
    return viewOf(await rowOf(unit.db, row.id), today);
  });
}

/** The list, to who asked for it, once. */
export async function download(
  kit: AppKit,
  ctx: Context,
  { params, query }: OperationInputOf<typeof downloadExport>,
): Promise<Download> {
  const encoding = query.encoding ?? 'UTF-8';
  const row = await kit.write(ctx, async (unit) => {
    const found = await rowOf(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: found.currentDivisionCode });
    checkTakeable(found, ctx.actor.subject, kit.clock.today());
    const [rowCount] = await Promise.all([
      countRows(unit.db, found),
      logPersonReads(kit, ctx, unit.db, readingOfExport(found)),
    ]);
    await sql`update export_request set state = 'DOWNLOADED', downloaded_at = ${kit.clock.wall()},
      row_count = ${rowCount}, encoding = ${encoding}, version = version + 1 where id = ${found.id}`.execute(unit.db);
    const after = { kind: found.kind, rowCount, encoding };
    unit.audit({ action: 'exports.download', recordType: 'export_request', recordId: found.id, after });
    return found;
  });
  return {
    fileName: `${row.kind === 'RUN_LINES' ? '发放明细' : '受益台账'}-${row.id.slice(-12)}.csv`,
    charset: encoding.toLowerCase(),
    chunks: csvBytes(exportLines(kit, ctx, row), encoding),
  };
}

function checkTakeable(row: ExportRow, subject: string, today: LegalDay): void {
  if (row.requestedBy !== subject) throw fail('SCOPE_FORBIDDEN');
  if (row.state === 'DOWNLOADED') throw fail('EXPORT_TAKEN');
  if (row.state !== 'APPROVED' || row.expiresOn === null) throw fail('EXPORT_NOT_APPROVED');
  if (today > row.expiresOn) throw fail('EXPORT_EXPIRED');
}

async function rowOf(db: Db, id: string): Promise<ExportRow> {
  const row = await db.selectFrom('exportRequest').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('EXPORT_UNKNOWN');
  return row;
}

/** How far an export is; throws EXPORT_UNKNOWN. */
export async function show(kit: AppKit, db: Db, id: string): Promise<View> {
  return viewOf(await rowOf(db, id), kit.clock.today());
}

/** Exports in reach, newest first. */
export async function list(
  kit: AppKit,
  ctx: Context,
  query: { readonly after?: string; readonly first?: number },
): Promise<{ items: View[]; next: string | null }> {
  const first = query.first ?? 50;
  const [after] = readCursor(query.after, ['string']) ?? [];
  const rows = await kit.read(ctx, (db) => {
    const all = db
      .selectFrom('exportRequest')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(first + 1);
    return (typeof after === 'string' ? all.where('id', '<', after) : all).execute();
  });
  const { items, next } = pageOf(rows, first, ({ id }) => [id]);
  return { items: items.map((row) => viewOf(row, kit.clock.today())), next };
}

function viewOf(row: ExportRow, today: LegalDay): OperationOutputOf<typeof approveExport> {
  const { id, kind, runId, benefitMonth, reason, requestedOn, approvedOn, expiresOn, rowCount, version } = row;
  const expired = row.state === 'APPROVED' && expiresOn !== null && today > expiresOn;
  const state = expired ? 'EXPIRED' : row.state;
  const days = { requestedOn, approvedOn, expiresOn };
  return {
    id,
    kind,
    divisionCode: row.currentDivisionCode,
    runId,
    benefitMonth,
    reason,
    state,
    ...days,
    rowCount,
    version,
  };
}
