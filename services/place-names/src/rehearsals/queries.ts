import type { DivisionChangeItem } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { DivisionChangeTable, DivisionRehearsalTable, DivisionSwitchTable } from '../database.ts';

/** A row of `division_change`. */
export type ChangeRow = Selectable<DivisionChangeTable>;
/** A row of `division_rehearsal`. */
export type RehearsalRow = Selectable<DivisionRehearsalTable>;
/** A row of `division_switch` with the title of its change. */
export type SwitchRow = Selectable<DivisionSwitchTable> & { readonly title: string; readonly effectiveOn: string };

/** A change with its items at county level and above. */
export interface ChangeWithItems {
  readonly change: ChangeRow;
  readonly items: readonly DivisionChangeItem[];
}

/** One change; throws CHANGE_UNKNOWN. */
export async function getChange(db: Db, changeId: string): Promise<ChangeWithItems> {
  const change = await db.selectFrom('divisionChange').selectAll().where('changeId', '=', changeId).executeTakeFirst();
  if (change === undefined) throw fail('CHANGE_UNKNOWN', { pointer: '/params/id' });
  const rows = await db
    .selectFrom('divisionChangeItem')
    .selectAll()
    .where('changeId', '=', changeId)
    .orderBy('fromCode')
    .orderBy('toCode')
    .execute();
  return {
    change,
    items: rows.map((row) => ({ ...row, extent: extentOf(row.extent), effectiveOn: change.effectiveOn })),
  };
}

/** The rows of a published change at every level, with the parts of its items. */
export async function listMap(db: Db, { change, items }: ChangeWithItems): Promise<DivisionChangeItem[]> {
  const known = new Map(items.map((item) => [`${item.fromCode} ${item.toCode}`, item]));
  const rows = await db
    .selectFrom('codeMap')
    .select(['fromCode', 'toCode', 'extent', 'effectiveOn'])
    .where('changeId', '=', change.changeId)
    // A corrected change says nothing any more: its correction stands in its place.
    .where('supersededAt', 'is', null)
    .orderBy('fromCode')
    .orderBy('toCode')
    .execute();
  return rows.map(({ extent, ...row }) => {
    const item = known.get(`${row.fromCode} ${row.toCode}`);
    return {
      ...row,
      changeId: change.changeId,
      extent: extentOf(extent),
      partUnits: item?.partUnits ?? [],
      remainder: item?.remainder ?? false,
    };
  });
}

/** Published changes whose day has come and that were not sent yet, in the order of their days. */
export async function listDueChanges(db: Db, today: string): Promise<string[]> {
  const rows = await db
    .selectFrom('divisionChange')
    .select('changeId')
    .where('status', '<>', 'DRAFT')
    .where('effectiveOn', '<=', today)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('divisionSwitch')
            .select('divisionSwitch.changeId')
            .whereRef('divisionSwitch.changeId', '=', 'divisionChange.changeId'),
        ),
      ),
    )
    .orderBy('effectiveOn')
    .orderBy('changeId')
    .execute();
  return rows.map(({ changeId }) => changeId);
}

const switches = (db: Db) =>
  db
    .selectFrom('divisionSwitch')
    .innerJoin('divisionChange', 'divisionChange.changeId', 'divisionSwitch.changeId')
    .selectAll('divisionSwitch')
    .select(['title', 'effectiveOn']);

/** The switch of one change; undefined before its day. */
export async function findSwitch(db: Db, changeId: string): Promise<SwitchRow | undefined> {
  return switches(db).where('divisionSwitch.changeId', '=', changeId).executeTakeFirst();
}

/** Switches that were sent, newest first; with a day only those that are overdue on it. */
export async function listSentSwitches(db: Db, overdueOn?: string): Promise<SwitchRow[]> {
  const sent = switches(db).where('divisionSwitch.state', '<>', 'HISTORY').orderBy('effectiveOn', 'desc');
  const asked =
    overdueOn === undefined ? sent : sent.where('divisionSwitch.state', '=', 'SENT').where('dueOn', '<', overdueOn);
  return asked.orderBy('divisionSwitch.changeId').execute();
}

/** Switches that wait for the services. */
export async function listOpenSwitches(db: Db): Promise<SwitchRow[]> {
  return switches(db).where('divisionSwitch.state', '=', 'SENT').orderBy('effectiveOn').execute();
}

/** One rehearsal; throws REHEARSAL_UNKNOWN. */
export async function getRehearsalRow(db: Db, id: string): Promise<RehearsalRow> {
  const row = await db.selectFrom('divisionRehearsal').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('REHEARSAL_UNKNOWN');
  return row;
}

/** Rehearsals of a change after a position, newest first. */
export async function listRehearsalRows(
  db: Db,
  {
    changeId,
    after,
    limit,
  }: { readonly changeId: string; readonly after?: readonly [string, string]; readonly limit: number },
): Promise<(RehearsalRow & { readonly position: string })[]> {
  const all = db
    .selectFrom('divisionRehearsal')
    .selectAll()
    .select(sql<string>`recorded_at::text`.as('position'))
    .where('changeId', '=', changeId)
    .orderBy('recordedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (after === undefined) return all.execute();
  return all.where(sql<boolean>`(recorded_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`).execute();
}

function extentOf(extent: string): DivisionChangeItem['extent'] {
  return extent === 'FULL' ? 'FULL' : 'PART';
}
