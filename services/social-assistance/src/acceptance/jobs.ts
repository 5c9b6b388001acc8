import { type Context, ProblemError, type ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { acceptApplication } from './commands.ts';

/**
 * An application on which nothing was decided within its term is deemed accepted: the papers alone, and only when every
 * authorization is signed (handbook §5.1, §11.14). It is never approved by time.
 */
export function deemAccepted(kit: AppKit): ScheduledJob {
  return {
    name: 'applications.deem-accepted',
    every: { dailyAt: '00:45' },
    async run(ctx) {
      let done = 0;
      for (const id of await listOverdue(kit, ctx)) done += (await tryAccept(kit, ctx, id)) ? 1 : 0;
      return { done };
    },
  };
}

async function listOverdue(kit: AppKit, ctx: Context): Promise<string[]> {
  const rows = await kit.read(ctx, (db) =>
    db
      .selectFrom('caseClock')
      .innerJoin('application', 'application.id', 'caseClock.applicationId')
      .select('application.id')
      .where('step', '=', 'ACCEPTANCE')
      .where('dueOn', '<', kit.clock.today())
      .where('metOn', 'is', null)
      .where('pausedOn', 'is', null)
      .where('provisional', '=', false)
      .where('application.state', '=', 'SUBMITTED')
      // Where nobody has signed, nobody else need be asked.
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('authorizationCopy')
            .select('authorizationId')
            .whereRef('authorizationCopy.applicationId', '=', 'application.id')
            .where('status', '=', 'ACTIVE'),
        ),
      )
      .orderBy('application.id')
      .execute(),
  );
  return rows.map(({ id }) => id);
}

/** What cannot be accepted yet stays overdue and is tried again the next day. */
async function tryAccept(kit: AppKit, ctx: Context, id: string): Promise<boolean> {
  try {
    const row = await kit.read(ctx, (db) =>
      db.selectFrom('application').select('version').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    await acceptApplication(kit, { ...ctx, expectedVersion: row.version }, { id });
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ applicationId: id, code: error.code }, 'not deemed accepted');
    return false;
  }
}
