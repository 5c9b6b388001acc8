import type { getDeclaration, OperationOutputOf } from '@mz/contracts';
import type { Db } from '../app-kit.ts';

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
