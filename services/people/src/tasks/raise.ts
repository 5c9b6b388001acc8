import { jsonb } from '@mz/db';
import type { Work } from '../app-kit.ts';

/** Something about a person that somebody must look at. */
export type TaskKind = 'SOFT_MATCH' | 'DATE_DIFFERENCE' | 'DEATH_REPORT_LIFTED' | 'SPLIT_DECISION';

/** A task in its person's division; `about` tells apart several of one kind. */
export interface NewTask {
  readonly kind: TaskKind;
  readonly divisionCode: string;
  readonly about?: string;
  readonly detail?: unknown;
}

/** Raises a task in the person's division and answers its id; one that is open already says it too. */
export async function raiseTask(
  { kit, ctx, unit }: Pick<Work, 'kit' | 'unit'> & Partial<Pick<Work, 'ctx'>>,
  personId: string,
  { kind, divisionCode, about = '', detail }: NewTask,
): Promise<string> {
  const id = kit.newId();
  await unit.db
    .insertInto('personTask')
    .values({
      id,
      personId,
      divisionCode,
      kind,
      about,
      detail: detail === undefined ? null : jsonb(detail),
      raisedBy: ctx?.actor.subject ?? null,
      raisedOn: kit.clock.today(),
      raisedAt: kit.clock.wall(),
    })
    // Without a column, so that no right to read the new row is asked for: it may lie in another county.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return id;
}
