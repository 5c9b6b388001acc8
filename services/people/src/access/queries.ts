import type { caseChanged, EventPayload } from '@mz/contracts';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { CaseAccess } from './rules.ts';

/** A case as its bureau states it. */
export type CaseState = EventPayload<typeof caseChanged>;

/** The stored case with its persons; undefined when no bureau has told of it. */
export async function findCase(db: Db, caseId: string): Promise<CaseAccess | undefined> {
  const persons = (table: string) => sql<{ personId: string }>`
    select canonical_person(person_id) as person_id from ${sql.table(table)} where case_id = ${caseId}`;
  const [row, named, registered] = await Promise.all([
    db
      .selectFrom('caseAccess')
      .select(['caseId', 'stage', 'divisionCode'])
      .where('caseId', '=', caseId)
      .executeTakeFirst(),
    persons('case_person').execute(db),
    persons('person_registration').execute(db),
  ]);
  if (row === undefined) return undefined;
  return {
    ...row,
    // The table's check admits nothing else.
    stage: row.stage as CaseAccess['stage'],
    named: new Set(named.rows.map(({ personId }) => personId)),
    registered: new Set(registered.rows.map(({ personId }) => personId)),
  };
}

/** Stores what an event says of a case; an older event that comes late changes nothing. */
export async function saveCase(
  db: Db,
  state: Omit<CaseState, 'stage'> & Pick<CaseAccess, 'stage'>,
  stated: { version: number; at: Date },
): Promise<void> {
  const values = {
    stage: state.stage,
    divisionCode: state.divisionCode,
    purpose: state.purpose,
    assigneeIds: state.assigneeIds,
    aggregateVersion: stated.version,
    updatedAt: stated.at,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('caseAccess')
    .values({ caseId: state.caseId, ...values })
    .onConflict((conflict) =>
      conflict.column('caseId').doUpdateSet(values).where('caseAccess.aggregateVersion', '<', stated.version),
    )
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) await replacePersons(db, state);
}

/** Stores what a bureau answered: newer than any event that has come, but a closed case stays closed. */
export async function saveAnswer(db: Db, state: CaseState, at: Date): Promise<void> {
  const { caseId, stage, divisionCode, purpose, assigneeIds } = state;
  const values = { stage, divisionCode, purpose, assigneeIds, updatedAt: at };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('caseAccess')
    .values({ caseId, ...values, aggregateVersion: 0 })
    .onConflict((conflict) => conflict.column('caseId').doUpdateSet(values).where('caseAccess.stage', '<>', 'CLOSED'))
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) await replacePersons(db, state);
}

/** Closes a case, also one that was never seen open. */
export async function closeCase(
  db: Db,
  caseId: string,
  stated: { divisionCode: string; version: number; at: Date },
): Promise<void> {
  const values = { stage: 'CLOSED', aggregateVersion: stated.version, updatedAt: stated.at };
  await db
    .insertInto('caseAccess')
    .values({ caseId, ...values, divisionCode: stated.divisionCode, purpose: 'CLOSED', assigneeIds: [] })
    .onConflict((conflict) =>
      conflict.column('caseId').doUpdateSet(values).where('caseAccess.aggregateVersion', '<', stated.version),
    )
    .execute();
}

async function replacePersons(db: Db, { caseId, personIds }: Pick<CaseState, 'caseId' | 'personIds'>): Promise<void> {
  await db.deleteFrom('casePerson').where('caseId', '=', caseId).execute();
  await sql`
    insert into case_person (case_id, person_id)
    select ${caseId}, id from unnest(${personIds}::uuid[]) as id on conflict do nothing`.execute(db);
}
