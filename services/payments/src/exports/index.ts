import { approveExport, downloadExport, getExport, listExports, requestExport } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approve, download, list, request, show } from './commands.ts';

/** Lists with personal rows: asked for, approved by another person, fetched once (payments.md §12). */
export function registerExports(kit: AppKit): void {
  kit.operation(requestExport, (ctx, { body }) => request(kit, ctx, body));
  kit.operation(approveExport, (ctx, input) => approve(kit, ctx, input));
  kit.operation(getExport, (ctx, { params }) => kit.read(ctx, (db) => show(kit, db, params.id)));
  kit.operation(listExports, (ctx, { query }) => list(kit, ctx, query));
  kit.download(downloadExport, (ctx, input) => download(kit, ctx, input));
}
