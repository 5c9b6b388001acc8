import type { Work } from '../app-kit.ts';

/** Something about a person that somebody must look at. */
export type TaskKind = 'SOFT_MATCH' | 'DATE_DIFFERENCE' | 'DEATH_REPORT_LIFTED';

/** Raises a task in the person's division; one that is open already says it too. */
export async function raiseTask(
  { kit, unit }: Pick<Work, 'kit' | 'unit'>,
  personId: string,
  { kind, divisionCode }: { kind: TaskKind; divisionCode: string },
): Promise<void> {
  await unit.db
    .insertInto('personTask')
    .values({
      id: kit.newId(),
      personId,
      divisionCode,
      kind,
      raisedOn: kit.clock.today(),
      raisedAt: kit.clock.wall(),
    })
    // Without a column, so that no right to read the new row is asked for: it may lie in another county.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
