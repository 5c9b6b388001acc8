import { addDays } from '@mz/domain';
import type { Context, ScheduledJob } from '@mz/service-kit';
import { readNumber } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { askHoldings, missingOf } from '../merging/index.ts';
import { deletePersons, listDue, lockUnneeded, settle } from './queries.ts';

const most = 20;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Takes away each day the persons whom no case named within 30 days of their registration (people.md §1.1), and only
 * when every service says that it holds nothing of them: while one is silent nobody goes.
 */
export function registerSweep(kit: AppKit): void {
  kit.schedule(sweep(kit));
}

function sweep(kit: AppKit): ScheduledJob {
  return {
    name: 'persons.sweep',
    every: { dailyAt: '03:00' },
    async run(ctx) {
      const today = kit.clock.today();
      const days = await kit.read(ctx, (db) => readNumber(db, 'person.sweep-days', today));
      let done = 0;
      for (let after = firstId; ; ) {
        const ids = await kit.read(ctx, (db) => listDue(db, { lastDay: addDays(today, -days), after, most }));
        done += await sweepSome(kit, ctx, ids);
        if (ids.length < most) return { done };
        after = ids.at(-1) ?? after;
      }
    },
  };
}

async function sweepSome(kit: AppKit, ctx: Context, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const answers = await askHoldings(kit, ctx, { personIds: ids });
  const isKnown = missingOf(answers).length === 0;
  const held = new Set(answers.flatMap(({ holdings }) => holdings.map(({ personId }) => personId)));
  return kit.write(ctx, async (unit) => {
    const unneeded = await lockUnneeded(unit.db, ids);
    const going = isKnown ? unneeded.filter((id) => !held.has(id)) : [];
    const staying = ids.filter((id) => !unneeded.includes(id) || (isKnown && held.has(id)));
    await settle(unit.db, staying);
    if (going.length > 0) await deletePersons(unit.db, going);
    for (const id of going) {
      unit.audit({ action: ctx.operationId, recordType: 'person', recordId: id, after: { swept: true } });
    }
    return going.length;
  });
}
