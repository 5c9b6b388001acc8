import { listStaffUnits } from '@mz/contracts';
import { ProblemError, type ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** Keeps the copy of who works where, by which a colleague's record is known; while identity is silent the last copy stands. Counts what changed. */
export function refreshStaffUnits(kit: AppKit): ScheduledJob {
  return {
    name: 'staffUnits.refresh',
    every: { minutes: 60 },
    async run(ctx) {
      try {
        const { items } = await kit.call(ctx, listStaffUnits, {});
        const persons = items.map(({ personId }) => personId);
        const divisions = items.map(({ divisionCode }) => divisionCode);
        const { rows } = await kit.write(ctx, ({ db }) =>
          sql<{ changed: number }>`
            with told as (
              select distinct person_id, division_code
              from unnest(${persons}::uuid[], ${divisions}::text[]) as t (person_id, division_code)),
            gone as (
              delete from staff_unit u
              where not exists (select from told t where t.division_code = u.division_code and t.person_id = u.person_id)
              returning 1),
            come as (
              insert into staff_unit (person_id, division_code) select person_id, division_code from told
              on conflict do nothing returning 1)
            select ((select count(*) from gone) + (select count(*) from come))::int as changed`.execute(db),
        );
        return { done: rows[0]?.changed ?? 0 };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        kit.log.warn({ code: error.code }, 'identity did not say who works where');
        return { done: 0 };
      }
    },
  };
}
