import type { listQueryLog, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { QueryLogTable } from '../database.ts';

type Listed = OperationOutputOf<typeof listQueryLog>;
/** What is looked for in the log. */
export type LogQuery = OperationInputOf<typeof listQueryLog>['query'];

/** A page of the log in the caller's division, newest first. */
export async function listLog(kit: AppKit, ctx: Context, { after, first = 50, ...filter }: LogQuery): Promise<Listed> {
  const [before] = readCursor(after, ['number']) ?? [];
  if (filter.from !== undefined && filter.to !== undefined && Date.parse(filter.from) > Date.parse(filter.to))
    throw fail('PERIOD_INVALID', { pointer: '/query/from' });
  const rows = await kit.read(ctx, (db) => {
    let query = db
      .selectFrom('queryLog')
      .selectAll()
      .orderBy('seq', 'desc')
      .limit(first + 1);
    if (typeof before === 'number') query = query.where('seq', '<', before);
    if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
    if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
    if (filter.caseId !== undefined) query = query.where('caseId', '=', filter.caseId);
    if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
    if (filter.personHash !== undefined) query = query.where('personHash', '=', Buffer.from(filter.personHash, 'hex'));
    if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
    if (filter.to !== undefined) query = query.where('at', '<=', new Date(filter.to));
    return query.execute();
  });
  const { items, next } = pageOf(rows, first, ({ seq }) => [seq]);
  return { items: items.map(toLine), next };
}

function toLine(row: Selectable<QueryLogTable>): Listed['items'][number] {
  const { id, actor, role, caseId, purpose, agencyCode, itemCode, outcome, client, listed, listFilter } = row;
  return {
    ...{ id, actor, role, caseId, purpose, agencyCode, outcome, client, item: itemCode, listed, filter: listFilter },
    // The check of the column admits nothing else.
    kind: row.kind as Listed['items'][number]['kind'],
    at: row.at.toISOString(),
    personHash: row.personHash === null ? null : Buffer.from(row.personHash).toString('hex'),
  };
}
