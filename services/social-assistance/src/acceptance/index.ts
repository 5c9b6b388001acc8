import { acceptApplication as acceptOperation, getVerificationBrief } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { Brief } from './brief.ts';
import { acceptApplication } from './commands.ts';
import { deemAccepted } from './jobs.ts';

export { makeBrief } from './brief.ts';
export { requestOf } from './commands.ts';

/** Acceptance, and the brief that the checkers read. */
export function registerAcceptance(kit: AppKit): void {
  kit.operation(acceptOperation, (ctx, { params }) => acceptApplication(kit, ctx, params));
  kit.operation(getVerificationBrief, async (ctx, { params }) => {
    const [row] = await kit.read(ctx, (db) =>
      db
        .selectFrom('verificationBrief')
        .select('body')
        .where('applicationId', '=', params.id)
        .orderBy('createdAt', 'desc')
        .limit(1)
        .execute(),
    );
    if (row === undefined) throw fail('APPLICATION_UNKNOWN');
    // Written by the acceptance above.
    return row.body as Brief;
  });
  kit.schedule(deemAccepted(kit));
}
