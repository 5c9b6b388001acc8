import { listStaffUnits } from '@mz/contracts';
import { ProblemError, type ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** Keeps the copy of who works where, by which a colleague's record is known; while identity is silent the last copy stands. */
export function refreshStaffUnits(kit: AppKit): ScheduledJob {
  return {
    name: 'staffUnits.refresh',
    every: { minutes: 60 },
    async run(ctx) {
      try {
        const { items } = await kit.call(ctx, listStaffUnits, {});
        await kit.write(ctx, async ({ db }) => {
          const persons = items.map(({ personId }) => personId);
          const divisions = items.map(({ divisionCode }) => divisionCode);
          await sql`delete from staff_unit`.execute(db);
          await sql`insert into staff_unit (person_id, division_code)
            select * from unnest(${persons}::uuid[], ${divisions}::text[])`.execute(db);
        });
        return { done: items.length };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        kit.log.warn({ code: error.code }, 'identity did not say who works where');
        return { done: 0 };
      }
    },
  };
}
