import type { Selectable } from 'kysely';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { NameApplicationTable } from '../database.ts';
import { build } from '../query-builder.ts';

/** An application as its row has it. */
export type ApplicationRow = Selectable<NameApplicationTable>;

/** One application. */
export function applicationById(id: string) {
  return build.selectFrom('nameApplication').selectAll().where('id', '=', id);
}

/** Which applications to list. */
export interface ApplicationListing {
  readonly state?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly today: string;
  readonly after?: { readonly submittedOn: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Applications of the caller's division, newest first. */
export function listApplications({ state, overdue, today, after, limit }: ApplicationListing) {
  let query = build
    .selectFrom('nameApplication')
    .selectAll()
    .orderBy('submittedOn', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (overdue !== undefined) {
    query = query.where(
      sql<SqlBool>`(
        (state = 'SUBMITTED' and accept_due_on < ${today}::date) or (state = 'APPROVED' and announce_due_on < ${today}::date)
      ) = ${overdue}::boolean`,
    );
  }
  if (after === undefined) return query;
  return query.where(sql<SqlBool>`(submitted_on, id) < (${after.submittedOn}::date, ${after.id}::uuid)`);
}

/** One application, locked until the transaction ends. */
export async function lockApplication(db: Db, id: string): Promise<ApplicationRow | undefined> {
  return db.selectFrom('nameApplication').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}
