import { type Context, ProblemError } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from './app-kit.ts';

/** Lets the rest of a transaction reach what no case of the call names, under a job of the written list. */
export async function reachAs(kit: AppKit, db: Db, job: string): Promise<void> {
  const { system } = kit.system(job).scope;
  await sql`select set_config('app.system', ${system ?? ''}, true)`.execute(db);
}

/** Reaches under a job of the written list for one step of a transaction, and no further. */
export async function reachWhile<T>(kit: AppKit, db: Db, job: string, step: () => Promise<T>): Promise<T> {
  // Started together, in this order: one exchange for the three.
  const [{ rows }, , result] = await Promise.all([
    sql<{ earlier: string | null }>`select current_setting('app.system', true) as earlier`.execute(db),
    reachAs(kit, db, job),
    step(),
  ]);
  await sql`select set_config('app.system', ${rows[0]?.earlier ?? ''}, true)`.execute(db);
  return result;
}

/** Lets the rest of a transaction reach the persons of this case, as if it stood in X-Case. */
export async function reachCase(db: Db, caseId: string): Promise<void> {
  await sql`select set_config('app.case', ${caseId}, true)`.execute(db);
}

/** Whether the caller's office holds a division; services and jobs hold all. */
export function holdsDivision(kit: AppKit, ctx: Context, divisionCode: string): boolean {
  try {
    kit.authorize(ctx, { divisionCode });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'SCOPE_FORBIDDEN') return false;
    throw error;
  }
}
