import type { DivisionChangeFile, listDivisionChanges, OperationOutputOf } from '@mz/contracts';
import { parseLegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { CodeTables } from '../divisions/index.ts';
import { getChangeFile, listChanges } from './queries.ts';

/** What the reads of this feature work with. */
export interface Changes {
  readonly kit: AppKit;
  readonly tables: CodeTables;
}

/** Published changes in force since a day, oldest first, with the version of the table that holds them. */
export async function readChanges(
  { kit, tables }: Changes,
  ctx: Context,
  since: string | undefined,
): Promise<OperationOutputOf<typeof listDivisionChanges>> {
  const day = since === undefined ? undefined : parseLegalDay(since);
  if (day?.ok === false) throw fail(day.code, { pointer: '/query/since' });
  const { version } = await tables.current(ctx);
  return { items: await kit.readOne(ctx, listChanges(since)), version };
}

/** One change, drafts too; throws CHANGE_UNKNOWN. */
export function readChange(kit: AppKit, ctx: Context, id: string): Promise<DivisionChangeFile> {
  return kit.read(ctx, (db) => getChangeFile(db, id));
}
