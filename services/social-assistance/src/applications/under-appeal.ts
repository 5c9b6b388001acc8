import type { Db } from '../app-kit.ts';

/** Which of these decisions or enrolments have an appeal that is not answered yet (UNDER_APPEAL, handbook §5.4). */
export async function listUnderAppeal(
  db: Db,
  by: 'decisionId' | 'enrolmentId',
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('appeal')
    .select(`${by} as id`)
    .distinct()
    .where('state', '=', 'OPEN')
    .where(by, 'in', [...ids])
    .execute();
  return new Set(rows.flatMap(({ id }) => (id === null ? [] : [id])));
}
