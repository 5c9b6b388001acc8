import type { myReports, OperationOutputOf } from '@mz/contracts';
import { type Context, fail, samePersons } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { logShown, reportedIn } from '../readings.ts';
import { shownTo } from './paper-rules.ts';
import { findReports, type ReportRow } from './queries.ts';
import { type Report, toReport } from './views.ts';

/** A version with the persons of whom its reader may read. */
export interface OwnReport {
  readonly row: ReportRow;
  readonly shown: ReadonlySet<string>;
}

/** The caller's own issued reports, newest first, without what other adults have not let them read (income-verification.md §9). */
export async function listOwn(kit: AppKit, ctx: Context): Promise<OperationOutputOf<typeof myReports>> {
  const own = await findOwn(kit, ctx);
  return { items: own.map(({ row, shown }) => toReport(row, ctx, shown)) };
}

/** One of them; throws REPORT_UNKNOWN for another household's. */
export async function getOwn(kit: AppKit, ctx: Context, id: string): Promise<{ row: ReportRow; report: Report }> {
  const found = (await findOwn(kit, ctx)).find(({ row }) => row.id === id);
  if (found === undefined) throw fail('REPORT_UNKNOWN');
  return { row: found.row, report: toReport(found.row, ctx, found.shown) };
}

/** In whatever county the check was made, and under whatever id of theirs. */
async function findOwn(kit: AppKit, ctx: Context): Promise<OwnReport[]> {
  const { personId } = ctx.actor;
  if (personId === undefined) throw fail('SCOPE_FORBIDDEN');
  const { division } = kit.system('reports.mine').scope;
  const reach = { ...ctx, scope: { ...ctx.scope, division, system: 'reports.mine' } };
  return kit.read(reach, async (db) => {
    const ids = [...(await samePersons(db, [personId])).keys()];
    const rows = await issuedAbout(db, ids);
    const persons = reportedIn(rows.map(({ id }) => id));
    if (rows.length > 0) await logShown(kit, reach, db, { persons, facts: ['MEANS_REPORT'] });
    const consents = await readConsents(db, rows);
    return rows.flatMap((row) => {
      const reader = row.content.members.find((member) => ids.includes(member.personId))?.personId;
      const shown = shownTo(reader, row.content.members, consents.get(row.requestId) ?? new Set());
      return shown === undefined ? [] : [{ row, shown }];
    });
  });
}

async function issuedAbout(db: Db, personIds: readonly string[]): Promise<ReportRow[]> {
  const found = await db
    .selectFrom('report')
    .select('report.id')
    .where('state', '<>', 'COMPILED')
    .where('requestId', 'in', (eb) =>
      eb.selectFrom('subQuery').select('subQuery.requestId').where('personId', 'in', personIds),
    )
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  const rows = await findReports(
    db,
    found.map(({ id }) => id),
  );
  return rows.toSorted((a, b) => b.id.localeCompare(a.id));
}

async function readConsents(db: Db, rows: readonly ReportRow[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const requestIds = rows.map(({ requestId }) => requestId);
  if (requestIds.length === 0) return new Map();
  const found = await db
    .selectFrom('reportConsent')
    .select(['requestId', 'personId'])
    .where('requestId', 'in', requestIds)
    .execute();
  const groups = Map.groupBy(found, ({ requestId }) => requestId);
  return new Map([...groups].map(([id, own]) => [id, new Set(own.map(({ personId }) => personId))]));
}
