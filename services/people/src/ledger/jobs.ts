import type { ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { readNumbers } from '../parameters.ts';

/** Forgets each day the reads and searches that are older than they are kept: 6 years [A] (people.md §4). */
export function forgetOld(kit: AppKit): ScheduledJob {
  return {
    name: 'access.forget',
    every: { dailyAt: '02:00' },
    run: (ctx) =>
      kit.write(ctx, async ({ db }) => {
        const keys = { ledger: 'ledger.keep-years', search: 'search.keep-years' } as const;
        const years = await readNumbers(db, keys, kit.clock.today());
        const reads = await sql<{ gone: string }>`
          select forget_access_before(${yearsAgo(kit.clock.wall(), years.ledger)}::timestamptz) as gone`.execute(db);
        const searches = await db
          .deleteFrom('personSearch')
          .where('at', '<', yearsAgo(kit.clock.wall(), years.search))
          .executeTakeFirst();
        return { done: Number(reads.rows[0]?.gone ?? 0) + Number(searches.numDeletedRows) };
      }),
  };
}

function yearsAgo(at: Date, years: number): Date {
  const then = new Date(at);
  then.setUTCFullYear(then.getUTCFullYear() - years);
  return then;
}
