import type { getLetter, listLetters, OperationOutputOf } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { LetterTable } from '../database.ts';
import { openStates } from '../requests/index.ts';

/** A row of the table. */
export type LetterRow = Selectable<LetterTable>;
type Letter = OperationOutputOf<typeof listLetters>['items'][number];
/** A letter with its text. */
export type PrintedLetter = OperationOutputOf<typeof getLetter>;

/** One letter of the caller's division; throws LETTER_UNKNOWN. */
export async function getLetterRow(db: Db, id: string): Promise<LetterRow> {
  const row = await db.selectFrom('letter').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('LETTER_UNKNOWN');
  if (row.withdrawnOn !== null) throw fail('LETTER_WITHDRAWN');
  return row;
}

/** A page of letters, newest first. */
export async function listLetterRows(
  db: Db,
  filter: { limit: number; beforeId?: string | undefined; requestId?: string; agencyCode?: string },
): Promise<LetterRow[]> {
  let query = db.selectFrom('letter').selectAll().orderBy('id', 'desc').limit(filter.limit);
  if (filter.beforeId !== undefined) query = query.where('id', '<', filter.beforeId);
  if (filter.requestId !== undefined) query = query.where('requestId', '=', filter.requestId);
  if (filter.agencyCode !== undefined) query = query.where('agencyCode', '=', filter.agencyCode);
  return query.execute();
}

/** Letters in the shape of the contract, with the questions that still wait. */
export async function toLetters(db: Db, rows: readonly LetterRow[]): Promise<Letter[]> {
  const ids = rows.map(({ id }) => id);
  const questions =
    ids.length === 0
      ? []
      : await db
          .selectFrom('letterQuery')
          .innerJoin('subQuery', 'subQuery.id', 'letterQuery.subQueryId')
          .select(['letterQuery.letterId', 'subQuery.id', 'subQuery.state'])
          .where('letterQuery.letterId', 'in', ids)
          .orderBy('subQuery.id')
          .execute();
  return rows.map(({ id, no, kind, requestId, agencyCode, writtenOn, dueOn }) => {
    const own = questions.filter(({ letterId }) => letterId === id);
    return {
      ...{ id, no, kind, requestId, agencyCode, writtenOn, dueOn },
      open: own.filter(({ state }) => openStates.some((open) => open === state)).length,
      subQueryIds: own.map((one) => one.id),
    };
  });
}
