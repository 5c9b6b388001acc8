import {
  authorizationForm,
  draftAuthorization,
  getAuthorization,
  getAuthorizationDraft,
  listAuthorizations,
  revokeAuthorization,
  signAuthorization,
  signAuthorizationDraft,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { draftedIn, logShown } from '../readings.ts';
import { type AuthorizationEffects, revoke } from './commands.ts';
import { draft, getDraftRow, signDraft, toDraft } from './drafts.ts';
import { printForm } from './form.ts';
import { authorizationsGraphql } from './graphql.ts';
import { authorizationMutations } from './mutations.ts';
import { readAuthorization, readCaseAuthorizations } from './read.ts';
import { sign } from './sign.ts';
import { activateAuthorizations, expireAuthorizations, warnOfExpiry } from './terms.ts';

export type { AuthorizationEffects } from './commands.ts';
export { endByDeath, restoreFromDeath } from './deaths.ts';
export { authorizablePurposes, purposeName } from './items.ts';
export {
  type AuthorizationRow,
  findAuthorizations,
  findCurrentAuthorizations,
  listCaseAuthorizations,
} from './queries.ts';
export { decideUse } from './rules.ts';

/** Authorizations: authorization first (income-verification.md §1). */
export function registerAuthorizations(kit: AppKit, effects: AuthorizationEffects): void {
  kit.operation(draftAuthorization, (ctx, { body }) => draft(kit, ctx, body));
  kit.operation(signAuthorizationDraft, (ctx, input) => signDraft(kit, ctx, input, effects));
  kit.operation(getAuthorizationDraft, (ctx, { params }) =>
    kit.read(ctx, async (db) => {
      const shown = { persons: draftedIn(params.id), facts: ['AUTHORIZATION'] };
      const [row] = await Promise.all([getDraftRow(db, params.id), logShown(kit, ctx, db, shown)]);
      return toDraft(row);
    }),
  );
  kit.download(authorizationForm, (ctx, { params }) => printForm(kit, ctx, params.id));
  kit.operation(signAuthorization, (ctx, { body }) => sign(kit, ctx, body, effects));
  kit.operation(revokeAuthorization, (ctx, input) => revoke(kit, ctx, input, effects));
  kit.operation(getAuthorization, (ctx, { params }) => readAuthorization(kit, ctx, params.id));
  kit.operation(listAuthorizations, (ctx, { query }) => readCaseAuthorizations(kit, ctx, query.caseId));
  kit.graphql(authorizationsGraphql(kit));
  kit.graphql(authorizationMutations(kit, effects));
  kit.schedule({
    name: 'authorizations.activate',
    every: { dailyAt: '00:03' },
    run: (ctx) => activateAuthorizations(kit, ctx, effects),
  });
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
