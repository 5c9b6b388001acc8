import { getAuthorization, revokeAuthorization, signAuthorization } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { logShown, signedIn } from '../readings.ts';
import { type AuthorizationEffects, expireAuthorizations, revoke, sign, warnOfExpiry } from './commands.ts';
import { getAuthorizationRow, toAuthorization } from './queries.ts';

export type { AuthorizationEffects } from './commands.ts';
export { endByDeath, restoreFromDeath } from './deaths.ts';
export { type AuthorizationRow, findAuthorizations } from './queries.ts';
export { decideUse } from './rules.ts';

/** Authorizations: authorization first (income-verification.md §1). */
export function registerAuthorizations(kit: AppKit, effects: AuthorizationEffects): void {
  kit.operation(signAuthorization, (ctx, { body }) => sign(kit, ctx, body, effects));
  kit.operation(revokeAuthorization, (ctx, input) => revoke(kit, ctx, input, effects));
  kit.operation(getAuthorization, (ctx, { params }) =>
    kit.read(ctx, async (db) => {
      const shown = { persons: signedIn(params.id), facts: ['AUTHORIZATION'] };
      const [row] = await Promise.all([getAuthorizationRow(db, params.id), logShown(kit, ctx, db, shown)]);
      return toAuthorization(row);
    }),
  );
  kit.schedule({
    name: 'authorizations.expire',
    every: { dailyAt: '00:05' },
    run: (ctx) => expireAuthorizations(kit, ctx),
  });
  kit.schedule({
    name: 'authorizations.warn',
    every: { dailyAt: '00:10' },
    run: (ctx) => warnOfExpiry(kit, ctx),
  });
}
