import {
  decideProtectedPerson,
  listMisuseAlarms,
  listProtectedPersons,
  proposeProtectedPerson,
  proposeProtectedRemoval,
  reviewMisuseAlarm,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { misuseGraphql } from './graphql.ts';
import { protectedGraphql } from './protected-graphql.ts';
import { decide, list, propose, proposeRemoval } from './protected-persons.ts';
import { listAlarmsOf, review } from './review.ts';
import { refreshStaff } from './staff.ts';
import { watchLookups } from './watch.ts';

export { raiseAlarm } from './raise.ts';

/** Who may be misusing the check, and what an auditor found (income-verification.md §9). */
export function registerMisuse(kit: AppKit): void {
  kit.operation(listMisuseAlarms, (ctx, { query }) => listAlarmsOf(kit, ctx, query));
  kit.operation(reviewMisuseAlarm, (ctx, input) => review(kit, ctx, input));
  kit.operation(proposeProtectedPerson, (ctx, { body }) => propose(kit, ctx, body));
  kit.operation(proposeProtectedRemoval, (ctx, input) => proposeRemoval(kit, ctx, input));
  kit.operation(decideProtectedPerson, (ctx, input) => decide(kit, ctx, input));
  kit.operation(listProtectedPersons, (ctx, { query }) => list(kit, ctx, query));
  kit.graphql(misuseGraphql(kit));
  kit.graphql(protectedGraphql(kit));
  kit.schedule({ name: 'misuse.watch', every: { minutes: 10 }, run: (ctx) => watchLookups(kit, ctx) });
  kit.schedule({ name: 'misuse.staff', every: { minutes: 60 }, run: (ctx) => refreshStaff(kit, ctx) });
}
