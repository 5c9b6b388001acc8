import { sql } from 'kysely';
import type { AppKit, Db } from './app-kit.ts';

/** Lets the statements of `fn` see all counties, under a job of the written list; then the caller's reach stands again. */
export async function acrossCounties<T>(kit: AppKit, db: Db, job: string, fn: () => Promise<T>): Promise<T> {
  const { scope } = kit.system(job);
  const { rows } = await sql<{ division: string }>`select current_setting('app.division', true) as division`.execute(
    db,
  );
  await sql`select set_config('app.division', ${scope.division}, true)`.execute(db);
  const result = await fn();
  await sql`select set_config('app.division', ${rows[0]?.division ?? ''}, true)`.execute(db);
  return result;
}
