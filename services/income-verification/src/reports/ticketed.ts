import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { logShown, reportedIn } from '../readings.ts';
import { findIssuedOf } from './queries.ts';
import { type Report, reportFor } from './views.ts';

/** The issued report of a request as the centre sees it, for a reader whom a second person let; throws REPORT_UNKNOWN. */
export async function showLatestReport(kit: AppKit, ctx: Context, db: Db, requestId: string): Promise<Report> {
  const [row] = await findIssuedOf(db, [requestId]);
  if (row === undefined) throw fail('REPORT_UNKNOWN');
  await logShown(kit, ctx, db, { persons: reportedIn([row.id]), facts: ['MEANS_REPORT'] });
  return reportFor(row, 'FIGURES');
}
