import type { listNameApplications, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { applicationById, listApplications } from './queries.ts';
import { type ApplicationView, toApplication } from './view.ts';

/** One application of the caller's division. */
export async function readApplication(kit: AppKit, ctx: Context, id: string): Promise<ApplicationView> {
  const [row] = await kit.readOne(ctx, applicationById(id));
  if (row === undefined) throw fail('NAME_APPLICATION_UNKNOWN');
  kit.authorize(ctx, { divisionCode: row.divisionCode });
  return toApplication(row, kit.clock.today());
}

/** A page of applications of the caller's division. */
export async function readApplications(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, state, overdue }: OperationInputOf<typeof listNameApplications>['query'],
): Promise<OperationOutputOf<typeof listNameApplications>> {
  const today = kit.clock.today();
  const [submittedOn, id] = readCursor(after, ['string', 'string']) ?? [];
  const cursor = typeof submittedOn === 'string' && typeof id === 'string' ? { after: { submittedOn, id } } : {};
  const rows = await kit.readOne(ctx, listApplications({ state, overdue, today, limit: first + 1, ...cursor }));
  const { items, next } = pageOf(rows, first, (row) => [row.submittedOn, row.id]);
  return { items: items.map((row) => toApplication(row, today)), next };
}
