import { listStaffUnits } from '@mz/contracts';
import { type Context, ProblemError } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { personHash } from '../query-log/index.ts';

/** Keeps the copy of who works where, by which a colleague is known; while identity is silent the last copy stands. Counts what changed. */
export async function refreshStaff(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  const found = await readStaff(kit, ctx);
  if (found === undefined) return { done: 0 };
  const hashes = found.map(({ personId }) => personHash(kit, personId));
  const divisions = found.map(({ divisionCode }) => divisionCode);
  const { rows } = await kit.write(ctx, ({ db }) =>
    sql<{ changed: number }>`
      with told as (
        select distinct person_hash, division_code
        from unnest(${hashes}::bytea[], ${divisions}::text[]) as t (person_hash, division_code)),
      gone as (
        delete from staff_person s
        where not exists (select from told t where t.division_code = s.division_code and t.person_hash = s.person_hash)
        returning 1),
      come as (
        insert into staff_person (person_hash, division_code) select person_hash, division_code from told
        on conflict do nothing returning 1)
      select ((select count(*) from gone) + (select count(*) from come))::int as changed`.execute(db),
  );
  return { done: rows[0]?.changed ?? 0 };
}

async function readStaff(kit: AppKit, ctx: Context) {
  try {
    return (await kit.call(ctx, listStaffUnits, {})).items;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ code: error.code }, 'identity did not say who works where');
    return undefined;
  }
}
