import { closeObjection, getObjection, openObjection, reverifyObjection } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { getReportRow } from '../reports/index.ts';
import { close } from './close.ts';
import { open } from './open.ts';
import { getObjectionRows, toObjection } from './queries.ts';
import { reverify } from './reverify.ts';

export { closeByVersion } from './close.ts';

/** Objections of applicants: the contested items are asked again at their source (income-verification.md §7). */
export function registerObjections(kit: AppKit): void {
  kit.operation(openObjection, (ctx, input) => open(kit, ctx, input));
  kit.operation(reverifyObjection, (ctx, input) => reverify(kit, ctx, input));
  kit.operation(closeObjection, (ctx, input) => close(kit, ctx, input));
  kit.operation(getObjection, (ctx, { params }) =>
    kit.read(ctx, async (db) => {
      const rows = await getObjectionRows(db, params.id);
      return toObjection(rows, (await getReportRow(db, rows[0].reportId)).requestId);
    }),
  );
}
