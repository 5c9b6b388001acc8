import type { listRunLines, listRuns, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { type LineView, listLineViews, listRunViews, showRun } from './queries.ts';

/** Runs of the caller's divisions, newest first. */
export async function readRuns(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, ...filter }: OperationInputOf<typeof listRuns>['query'],
): Promise<OperationOutputOf<typeof listRuns>> {
  const last = cursorId(after);
  const [benefitMonth, state] = [filter.benefitMonth ?? null, filter.state ?? null];
  const where = sql`(${last}::uuid is null or r.id < ${last}::uuid)
    and (${benefitMonth}::text is null or r.benefit_month = ${benefitMonth})
    and (${state}::text is null or r.state = ${state})`;
  const rows = await kit.read(ctx, (db) => listRunViews(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}

/** Lines of a run with holds and outcomes. */
export async function readRunLines(
  kit: AppKit,
  ctx: Context,
  { params, query: { after, first = 50 } }: OperationInputOf<typeof listRunLines>,
): Promise<OperationOutputOf<typeof listRunLines>> {
  const last = cursorId(after);
  const rows = await kit.read(ctx, async (db) => {
    const run = await showRun(db, params.id);
    return listLineViews(db, sql`l.run_id = ${run.id} and (${last}::uuid is null or l.id > ${last}::uuid)`, first + 1);
  });
  return pageOf(rows, first, ({ id }) => [id]);
}

const mostLinesOfEnrolment = 600;

/** Lines of enrolments, as far as the caller reaches. */
export async function readLinesOf(
  kit: AppKit,
  ctx: Context,
  wanted: { enrolmentIds: readonly string[] } | { lineIds: readonly string[] },
): Promise<LineView[]> {
  const [column, ids] = 'lineIds' in wanted ? [sql`l.id`, wanted.lineIds] : [sql`l.enrolment_id`, wanted.enrolmentIds];
  const limit = ids.length * mostLinesOfEnrolment;
  return kit.read(ctx, (db) => listLineViews(db, sql`${column} = any (${[...ids]}::uuid[])`, limit));
}

function cursorId(after: string | undefined): string | null {
  const key = readCursor(after, ['string']);
  return key === undefined ? null : String(key[0]);
}
