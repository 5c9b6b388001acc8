import type {
  ChangeDraft,
  DivisionChangeFile,
  getChangeMapping,
  listDivisionChanges,
  OperationOutputOf,
} from '@mz/contracts';
import type { DivisionChangeItem } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { DivisionChangeTable } from '../database.ts';
import { toVersion } from '../divisions/index.ts';
import { build } from '../query-builder.ts';
import type { HeldVersion } from './base.ts';

/** A change as stored. */
export type ChangeRow = Selectable<DivisionChangeTable>;

type Listed = OperationOutputOf<typeof listDivisionChanges>['items'][number];
type Mapped = OperationOutputOf<typeof getChangeMapping>['items'][number];

const listedColumns = [
  'changeId',
  'kinds',
  'title',
  'authority',
  'docNo',
  'approvedOn',
  'effectiveOn',
  'announcedOn',
  'codePublishedOn',
  'status',
  'correctsId',
  'provenance',
] as const;

/** Published changes in force since a day, oldest first, each with its items as JSON. */
export function listChanges(since: string | undefined) {
  const all = build
    .selectFrom('divisionChange')
    .select(listedColumns)
    .select(itemsAsJson.as('items'))
    .where('status', '<>', 'DRAFT')
    .orderBy('effectiveOn')
    .orderBy('changeId');
  return since === undefined ? all : all.where('effectiveOn', '>=', since);
}

const itemsAsJson = sql<Listed['items']>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'fromCode', from_code, 'toCode', to_code, 'extent', extent, 'partUnits', part_units, 'remainder', remainder
  ) order by from_code, to_code), '[]')
  from division_change_item as item where item.change_id = division_change.change_id
)`;

/** One change, locked until the transaction ends; throws CHANGE_UNKNOWN. */
export async function getChangeForUpdate(db: Db, changeId: string): Promise<ChangeRow> {
  const row = await db
    .selectFrom('divisionChange')
    .selectAll()
    .where('changeId', '=', changeId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw fail('CHANGE_UNKNOWN');
  return row;
}

/** A change with its items, a draft with those of its entry; throws CHANGE_UNKNOWN. */
export async function getChangeFile(db: Db, changeId: string): Promise<DivisionChangeFile> {
  const row = await db
    .selectFrom('divisionChange')
    .selectAll()
    .select(itemsAsJson.as('items'))
    .where('changeId', '=', changeId)
    .executeTakeFirst();
  if (row === undefined) throw fail('CHANGE_UNKNOWN');
  return {
    changeId: row.changeId,
    kinds: row.kinds,
    title: row.title,
    authority: row.authority,
    docNo: row.docNo,
    approvedOn: row.approvedOn,
    effectiveOn: row.effectiveOn,
    announcedOn: row.announcedOn,
    codePublishedOn: row.codePublishedOn,
    status: row.status,
    correctsId: row.correctsId,
    provenance: row.provenance,
    items: row.status === 'DRAFT' ? entryOf(row).items.map(itemOf) : row.items,
    proposalId: row.proposalId,
    preparedBy: row.preparedBy,
    publishedBy: row.publishedBy,
    codesProposedOn: row.codesProposedOn,
    version: row.version,
  };
}

/** What was entered for a change; throws for one that was loaded. */
export function entryOf({ changeId, entry }: Pick<ChangeRow, 'changeId' | 'entry'>): ChangeDraft {
  if (entry === null) throw new Error(`${changeId} was loaded, not entered`);
  // The contract checked it when it was entered.
  return entry as ChangeDraft;
}

/** The change that corrects another one, other than `except`, drafts not counted. */
export async function findCorrection(db: Db, changeId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('divisionChange')
    .select('changeId')
    .where('correctsId', '=', changeId)
    .where('status', '<>', 'DRAFT')
    .executeTakeFirst();
  return row?.changeId;
}

/** Whether another change bears the number of the issuer. */
export async function isDocTaken(
  db: Db,
  doc: { readonly authority: string; readonly docNo: string; readonly changeId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('divisionChange')
    .select('changeId')
    .where('authority', '=', doc.authority)
    .where('docNo', '=', doc.docNo)
    .where('changeId', '<>', doc.changeId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The rows held true around a change: everything in its counties, and the counties of its prefectures. */
export async function listRowsAround(
  db: Db,
  given: { readonly codes: readonly string[]; readonly correctsId: string | undefined },
): Promise<HeldVersion[]> {
  const counties = [...new Set(given.codes.map((code) => code.slice(0, 6)))];
  const prefectures = [
    ...new Set(given.codes.filter((code) => code.slice(4, 6) === '00').map((code) => code.slice(0, 4))),
  ];
  const rows = await db
    .selectFrom('divisionVersion')
    .selectAll()
    .where('supersededAt', 'is', null)
    .where(
      sql<SqlBool>`(left(code, 6) = any(${counties}) or (level = 'COUNTY' and left(code, 4) = any(${prefectures}))
        or change_id_in = ${given.correctsId ?? ''} or change_id_out = ${given.correctsId ?? ''})`,
    )
    .orderBy('versionId')
    .execute();
  return rows.map((row) => ({ ...toVersion(row), versionId: row.versionId }));
}

/** Items of the code map that take effect on a day. */
export async function listItemsOn(db: Db, effectiveOn: string): Promise<DivisionChangeItem[]> {
  const rows = await db
    .selectFrom('codeMap')
    .selectAll()
    .where('effectiveOn', '=', effectiveOn)
    .where('supersededAt', 'is', null)
    .execute();
  return rows.map((row) => ({
    ...row,
    extent: row.extent === 'FULL' ? 'FULL' : 'PART',
    partUnits: [],
    remainder: false,
  }));
}

/** The code map of a published change with the names of the old codes. */
export async function listMapped(db: Db, changeId: string): Promise<Mapped[]> {
  const rows = await db
    .selectFrom('codeMap')
    .select(['fromCode', 'toCode', 'extent'])
    .select(
      sql<string | null>`(
        select name from division_version as version
        where version.code = code_map.from_code and version.superseded_at is null
          and (version.valid_from is null or version.valid_from < code_map.effective_on)
        order by version.valid_from desc nulls last limit 1
      )`.as('name'),
    )
    .where('changeId', '=', changeId)
    .where('supersededAt', 'is', null)
    .orderBy('fromCode')
    .orderBy('toCode')
    .execute();
  return rows.map((row) => ({ ...row, extent: row.extent === 'FULL' ? 'FULL' : 'PART', name: row.name ?? '' }));
}

/** An item as the answers show it. */
export function itemOf({
  fromCode,
  toCode,
  extent,
  partUnits,
  remainder,
}: Listed['items'][number]): Listed['items'][number] {
  return { fromCode, toCode, extent, partUnits: [...partUnits], remainder };
}
