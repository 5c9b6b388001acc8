import type { ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { findMatches, readWeights } from './find.ts';
import { takeDue } from './queries.ts';

const most = 200;

/**
 * Searches the duplicates of records that are new or were changed: also of those that were searched when they were
 * registered, for two registrations of the same moment do not see each other.
 */
export function proposeMatches(kit: AppKit): ScheduledJob {
  return {
    name: 'matches.propose',
    every: { dailyAt: '02:00' },
    async run(ctx) {
      let done = 0;
      for (;;) {
        const taken = await kit.write(ctx, async (unit) => {
          const work = { kit, ctx, unit };
          const due = await takeDue(unit.db, most);
          const weights = await readWeights(work);
          for (const id of due) await findMatches(work, id, weights);
          await unit.db
            .updateTable('person')
            .set({ matchDue: false })
            .where('id', 'in', [...due, kit.newId()])
            .execute();
          return due.length;
        });
        done += taken;
        if (taken < most) return { done };
      }
    },
  };
}
