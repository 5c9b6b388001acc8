import type { getDeclaration, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';

/** A declaration as the contract shows it. */
export type DeclarationBody = OperationOutputOf<typeof getDeclaration>;

/** The current declaration of a case with its hash. */
export type CurrentDeclaration = {
  readonly revision: number;
  readonly body: DeclarationBody;
  readonly sha256: string;
  readonly recordedOn: string;
};

/** The current declaration; undefined before the first. */
export async function findDeclaration(db: Db, applicationId: string): Promise<CurrentDeclaration | undefined> {
  const row = await db
    .selectFrom('declaration')
    .select(['revision', 'body', 'sha256', 'recordedOn'])
    .where('applicationId', '=', applicationId)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  // Parse border: only recordDeclaration writes the body, after the contract's check.
  return row === undefined ? undefined : { ...row, body: row.body as DeclarationBody };
}

/** The kinds of paper that a case has, each once. */
export async function listDocumentKinds(db: Db, applicationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .select('kind')
    .distinct()
    .where('applicationId', '=', applicationId)
    .orderBy('kind')
    .execute();
  return rows.map(({ kind }) => kind);
}

/** The current declaration for a reader; throws APPLICATION_UNKNOWN or DECLARATION_UNKNOWN. */
export async function readDeclaration(kit: AppKit, ctx: Context, applicationId: string): Promise<DeclarationBody> {
  return kit.read(ctx, async (db) => {
    const application = await db
      .selectFrom('application')
      .select('id')
      .where('id', '=', applicationId)
      .executeTakeFirst();
    if (application === undefined) throw fail('APPLICATION_UNKNOWN');
    const current = await findDeclaration(db, applicationId);
    if (current === undefined) throw fail('DECLARATION_UNKNOWN');
    return current.body;
  });
}

/** The ids of the papers of a case. */
export async function listDocumentIds(db: Db, applicationId: string): Promise<string[]> {
  const rows = await db.selectFrom('document').select('id').where('applicationId', '=', applicationId).execute();
  return rows.map(({ id }) => id);
}
