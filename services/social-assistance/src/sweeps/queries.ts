import type { getSweep, listSweepFindings, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { SweepTable } from '../database.ts';
import { addTallies, type Outcome, type SweepState, type Tally } from './rules.ts';

/** A sweep as the API shows it. */
export type Sweep = OperationOutputOf<typeof getSweep>;

/** A sweep as stored. */
export type SweepRow = Selectable<SweepTable>;

type Query = OperationInputOf<typeof listSweepFindings>['query'];
type Findings = OperationOutputOf<typeof listSweepFindings>;
type Finding = Findings['items'][number];
type ChunkRow = {
  readonly state: string;
  readonly size: number;
  readonly retries: number;
  readonly lastError: string | null;
  readonly tally: Tally | null;
};

const firstPage = 50;

/** One sweep, its state as the machine has it; throws SWEEP_UNKNOWN, also outside the caller's reach. */
export async function getSweepRow(
  db: Db,
  id: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<SweepRow & { readonly state: SweepState }> {
  const query = db.selectFrom('sweep').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('SWEEP_UNKNOWN');
  return { ...row, state: stateOf(row) };
}

/** Progress and findings so far. */
export function readSweep(kit: AppKit, ctx: Context, id: string): Promise<Sweep> {
  return kit.read(ctx, async (db) => toSweep(db, await getSweepRow(db, id)));
}

/** The shape of a stored sweep, added up over its chunks. */
export async function toSweep(db: Db, row: SweepRow): Promise<Sweep> {
  const { rows } = await sql<ChunkRow>`
    select state, cardinality(enrolment_ids) as size, greatest(attempts - 1, 0) as retries, last_error, tally
    from sweep_chunk where sweep_id = ${row.id} order by no`.execute(db);
  const done = rows.filter(({ state }) => state === 'DONE');
  const found = addTallies(done.flatMap(({ tally }) => tally ?? []));
  return {
    id: row.id,
    programme: row.programme,
    divisionCode: row.divisionCode,
    benefitMonth: row.benefitMonth,
    state: stateOf(row),
    total: row.total,
    done: done.reduce((sum, { size }) => sum + size, 0),
    outcomes: countsOf(found),
    differing: found.differing,
    storedFen: found.storedFen,
    computedFen: found.computedFen,
    retries: rows.reduce((sum, { retries }) => sum + retries, 0),
    lastError: rows.findLast(({ lastError }) => lastError !== null)?.lastError ?? null,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    version: row.version,
  };
}

/** What differs from what is stored, by enrolment id. */
export function findFindings(kit: AppKit, ctx: Context, id: string, query: Query): Promise<Findings> {
  const { first = firstPage } = query;
  const [after = null] = readCursor(query.after, ['string']) ?? [];
  if (after !== null && !isId(after)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return kit.read(ctx, async (db) => {
    await getSweepRow(db, id);
    const { rows } = await sql<Finding>`
      select enrolment_id, current_division_code as division_code, outcome, stored_fen, computed_fen, reason_code
      from sweep_result
      where sweep_id = ${id} and computed_fen is distinct from stored_fen
        and (${after}::uuid is null or enrolment_id > ${after}::uuid)
      order by enrolment_id limit ${first + 1}`.execute(db);
    return pageOf(rows, first, ({ enrolmentId }) => [enrolmentId]);
  });
}

function countsOf({ outcomes }: Tally): Sweep['outcomes'] {
  return Object.entries(outcomes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, count]) => ({ outcome: outcome as Outcome, count }));
}

/** Parse border: the check constraint admits no other state. */
function stateOf({ state }: Pick<SweepRow, 'state'>): SweepState {
  return state as SweepState;
}
