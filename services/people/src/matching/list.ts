import type { listMatches, MatchSide, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { maskName, maskResidentId } from '@mz/domain';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { writeLedger } from '../ledger/index.ts';
import { reachAs } from '../reach.ts';
import { type Keyed, keyColumns, open } from '../stored.ts';

type Answer = OperationOutputOf<typeof listMatches>;

/** Open pairs of the caller's division, highest score first; masked, and each person shown has a ledger row. */
export async function listPairs(
  kit: AppKit,
  ctx: Context,
  { query }: OperationInputOf<typeof listMatches>,
): Promise<Answer> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['number', 'string']);
  return kit.write(ctx, async (unit) => {
    // Before the system reach: these are the pairs of the caller's division.
    const rows = await readPairs(unit.db, { state: query.state, after, first });
    const { items, next } = pageOf(rows, first, ({ score, id }) => [score, id]);
    await reachAs(kit, unit.db, ctx.operationId);
    const ids = [...new Set(items.flatMap(({ personA, personB }) => [personA, personB]))];
    const sides = await readSides(kit, unit.db, ids);
    await writeLedger(kit, ctx, unit.db, {
      personIds: ids,
      fieldClasses: ['NAME_MASKED', 'ID_NO_MASKED', 'BASIC'],
      purpose: ctx.purpose ?? '',
      basis: ctx.operationId,
      channel: 'REST',
    });
    return { items: items.map((row) => pairOf(row, sides)), next };
  });
}

type PairRow = Awaited<ReturnType<typeof readPairs>>[number];

function readPairs(
  db: Db,
  { state, after, first }: { state: string | undefined; after: ReturnType<typeof readCursor>; first: number },
) {
  let query = db
    .selectFrom('personMatch')
    .select(['id', 'personA', 'personB', 'score', 'parts', 'state'])
    .where('state', 'in', state === undefined ? ['PROPOSED', 'LISTED'] : [state]);
  if (after !== undefined) {
    query = query.where(sql<SqlBool>`(-score, id) > (-${after[0]}::int, ${after[1]}::uuid)`);
  }
  return query
    .orderBy('score', 'desc')
    .orderBy('id')
    .limit(first + 1)
    .execute();
}

async function readSides(kit: AppKit, db: Db, ids: readonly string[]): Promise<Map<string, Static<typeof MatchSide>>> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['id', 'name', 'idNo', 'sex', 'birthDate', 'hukouDivision', 'certainty', ...keyColumns])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
  const sides = rows.map((row) => sideOf(kit, row));
  return new Map(sides.map((side) => [side.personId, side]));
}

interface SideRow extends Keyed {
  readonly name: Buffer;
  readonly idNo: Buffer | null;
  readonly sex: string;
  readonly birthDate: string;
  readonly hukouDivision: string;
  readonly certainty: string;
}

function sideOf(kit: AppKit, row: SideRow): Static<typeof MatchSide> {
  const { id, name, idNo, sex, birthDate, hukouDivision, certainty } = row;
  return {
    personId: id,
    name: maskName(open(kit, row, 'name', name)),
    idNo: idNo === null ? null : maskResidentId(open(kit, row, 'id_no', idNo)),
    sex,
    birthDate,
    hukouDivision,
    certainty,
  };
}

function pairOf(row: PairRow, sides: ReadonlyMap<string, Static<typeof MatchSide>>): Answer['items'][number] {
  const [a, b] = [sides.get(row.personA), sides.get(row.personB)];
  if (a === undefined || b === undefined) throw new Error('a pair names a record that is gone');
  return {
    id: row.id,
    score: row.score,
    // The columns hold what `savePair` wrote.
    parts: row.parts as Answer['items'][number]['parts'],
    state: row.state as Answer['items'][number]['state'],
    a,
    b,
  };
}
