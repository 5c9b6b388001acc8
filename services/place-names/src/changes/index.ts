import { listDivisionChanges } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { listChanges } from './queries.ts';

/** Registers the reads of changes. */
export function registerChanges(kit: AppKit, tables: CodeTables): void {
  kit.operation(listDivisionChanges, async (ctx, { query }) => {
    const { version } = await tables.current(ctx);
    const items = await kit.readOne(ctx, listChanges(query.since));
    return { items, version };
  });
}
