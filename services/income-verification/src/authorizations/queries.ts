import type { getAuthorization, OperationOutputOf } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { MeansAuthorizationTable } from '../database.ts';

/** A row of the table. */
export type AuthorizationRow = Selectable<MeansAuthorizationTable>;
/** An authorization as the interface shows it. */
export type Authorization = OperationOutputOf<typeof getAuthorization>;

/** One authorization in the caller's division; throws AUTHORIZATION_UNKNOWN. */
export async function getAuthorizationRow(db: Db, id: string, lock = false): Promise<AuthorizationRow> {
  const query = db.selectFrom('meansAuthorization').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('AUTHORIZATION_UNKNOWN');
  return row;
}

/** The authorizations with these ids, by id. */
export async function findAuthorizations(db: Db, ids: readonly string[]): Promise<Map<string, AuthorizationRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('meansAuthorization').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The authorizations with these ids, each as the one that has taken its place since, by the id that was asked for. */
export async function findCurrentAuthorizations(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, AuthorizationRow>> {
  const found = await findAuthorizations(db, ids);
  const successors = [...found.values()].flatMap(({ supersededBy }) => supersededBy ?? []);
  if (successors.length === 0) return found;
  const later = await findCurrentAuthorizations(db, [...new Set(successors)]);
  return new Map([...found].map(([id, row]) => [id, later.get(row.supersededBy ?? '') ?? row]));
}

/** The authorizations of a case, newest first. */
export async function listCaseAuthorizations(db: Db, caseId: string): Promise<AuthorizationRow[]> {
  return db
    .selectFrom('meansAuthorization')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** The row in the shape of the contract. */
export function toAuthorization(row: AuthorizationRow): Authorization {
  const { id, no, caseId, grantorPersonId, guardianPersonId, supporter, scopeItems, scopePurposes } = row;
  const { periodFrom, periodTo, validFrom, validTo, continuous, signedOn, method, status, version } = row;
  const { endedOn, endedReason, supersededBy } = row;
  return {
    ...{ id, no, caseId, grantorPersonId, guardianPersonId, supporter, scopeItems, scopePurposes },
    ...{ periodFrom, periodTo, validFrom, validTo, continuous, signedOn, method, status, version },
    ...{ endedOn, endedReason, supersededBy },
  };
}
