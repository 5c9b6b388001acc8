import type { BoundaryDispute } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { BoundaryDisputeTable } from '../database.ts';
import type { DisputeState } from './rules.ts';

export type DisputeView = Static<typeof BoundaryDispute>;

/** A dispute with its line and steps. */
export interface DisputeRow extends Selectable<BoundaryDisputeTable> {
  readonly lineCode: string;
  readonly codeA: string;
  readonly codeB: string;
  readonly currentCodeA: string;
  readonly currentCodeB: string;
  readonly steps: DisputeView['steps'];
}

const source = sql`
  select d.*, l.line_code, l.code_a, l.code_b, l.current_code_a, l.current_code_b,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'action', s.action, 'state', s.state, 'on', s.taken_on, 'document', s.document, 'note', s.note)
        order by s.step_no), '[]')
      from dispute_step s where s.dispute_id = d.id) as steps
  from boundary_dispute d join boundary_line l on l.id = d.line_id`;

/** Disputes, the newest first; a time is compared as the database writes it, so that none is lost between pages. */
export async function listDisputeRows(
  db: Db,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<(DisputeRow & { readonly sortKey: string })[]> {
  const { rows } = await sql<DisputeRow & { sortKey: string }>`
    select found.*, found.reported_at::text as sort_key from (${source} where ${where}) found
    order by found.reported_at desc, found.id desc limit ${limit}`.execute(db);
  return rows;
}

/** The dispute under lock; throws DISPUTE_UNKNOWN. */
export async function lockDispute(db: Db, id: string): Promise<DisputeRow> {
  const { rows } = await sql<DisputeRow>`${source} where d.id = ${id}::uuid for update of d`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail('DISPUTE_UNKNOWN');
  return row;
}

/** The dispute as its offices see it; throws DISPUTE_UNKNOWN. */
export async function showDispute(db: Db, id: string): Promise<DisputeView> {
  const [row] = await listDisputeRows(db, sql`d.id = ${id}::uuid`, 1);
  if (row === undefined) throw fail('DISPUTE_UNKNOWN');
  return toDisputeView(row);
}

/** Without who did what: that stands in the trail. */
export function toDisputeView(row: DisputeRow): DisputeView {
  return {
    id: row.id,
    lineId: row.lineId,
    lineCode: row.lineCode,
    codeA: row.codeA,
    codeB: row.codeB,
    // Checked by the table.
    kind: row.kind as DisputeView['kind'],
    area: row.area,
    personsInvolved: row.personsInvolved,
    injuries: row.injuries,
    happenedAt: row.happenedAt.toISOString(),
    reportedAt: row.reportedAt.toISOString(),
    provinceDueAt: row.provinceDueAt?.toISOString() ?? null,
    reportedLate: row.reportedLate,
    lateReason: row.lateReason,
    handlerLevel: row.handlerLevel as DisputeView['handlerLevel'],
    state: row.state as DisputeState,
    measures: row.measures,
    agreementDoc: row.agreementDoc,
    decisionDoc: row.decisionDoc,
    surveyDoc: row.surveyDoc,
    filingDoc: row.filingDoc,
    closedOn: row.closedOn,
    steps: row.steps,
    version: row.version,
  };
}
