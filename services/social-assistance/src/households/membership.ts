import type { Db } from '../app-kit.ts';

/** Frees the members of a household whose case is over: they may be counted elsewhere. */
export async function releaseMembership(db: Db, householdId: string): Promise<void> {
  await db.deleteFrom('activeMembership').where('householdId', '=', householdId).execute();
}
