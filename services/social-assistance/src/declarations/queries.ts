import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { type DeclarationBody, findDeclaration } from '../applications/index.ts';
import { declaredIn, logShown } from '../readings.ts';

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
    const [application, current] = await Promise.all([
      db.selectFrom('application').select('id').where('id', '=', applicationId).executeTakeFirst(),
      findDeclaration(db, applicationId),
      logShown(kit, ctx, db, { persons: declaredIn(applicationId), facts: ['INCOME', 'ASSETS'] }),
    ]);
    if (application === undefined) throw fail('APPLICATION_UNKNOWN');
    if (current === undefined) throw fail('DECLARATION_UNKNOWN');
    return current.body;
  });
}

/** The ids of the papers of a case. */
export async function listDocumentIds(db: Db, applicationId: string): Promise<string[]> {
  const rows = await db.selectFrom('document').select('id').where('applicationId', '=', applicationId).execute();
  return rows.map(({ id }) => id);
}
