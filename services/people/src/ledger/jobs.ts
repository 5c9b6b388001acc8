import { forgetPersonReads } from '@mz/contracts';
import { type Context, ProblemError, readNumbers, type ScheduledJob } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { readingServices } from './ask-services.ts';

/** Forgets each day, here and in every reading service, the reads and searches that are older than they are kept: 6 years [A] (people.md §4). */
export function forgetOld(kit: AppKit): ScheduledJob {
  return {
    name: 'access.forget',
    every: { dailyAt: '02:00' },
    async run(ctx) {
      const keys = { ledger: 'ledger.keep-years', search: 'search.keep-years' } as const;
      const years = await kit.read(ctx, (db) => readNumbers(db, keys, kit.clock.today()));
      const before = yearsAgo(kit.clock.wall(), years.ledger);
      const own = await kit.write(ctx, async ({ db }) => {
        const reads = await sql<{ gone: string }>`
          select forget_access_before(${before}::timestamptz) as gone`.execute(db);
        const searches = await db
          .deleteFrom('personSearch')
          .where('at', '<', yearsAgo(kit.clock.wall(), years.search))
          .executeTakeFirst();
        return Number(reads.rows[0]?.gone ?? 0) + Number(searches.numDeletedRows);
      });
      return { done: own + (await forgetElsewhere(kit, ctx, before)) };
    },
  };
}

/** A service that does not answer today forgets tomorrow. */
async function forgetElsewhere(kit: AppKit, ctx: Context, before: Date): Promise<number> {
  const gone = await Promise.all(
    readingServices.map(async (service) => {
      try {
        const answer = await kit.call(ctx, forgetPersonReads(service), { body: { before: before.toISOString() } });
        return answer.forgotten;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        kit.log.warn({ service, code: error.code }, 'a service did not forget old reads');
        return 0;
      }
    }),
  );
  return gone.reduce((sum, one) => sum + one, 0);
}

function yearsAgo(at: Date, years: number): Date {
  const then = new Date(at);
  then.setUTCFullYear(then.getUTCFullYear() - years);
  return then;
}
